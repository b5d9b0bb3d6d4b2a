"""Measures the epochs of one case in Heddle, through its command line."""

import json
import pathlib
import tempfile

# A case's names and the flags of `heddle train` for them.
FLAGS = {"model": "--model", "hidden": "--hidden", "heads": "--heads",
         "output_heads": "--output-heads", "dropout": "--dropout",
         "attention_dropout": "--attention-dropout", "learning_rate": "--lr",
         "weight_decay": "--weight-decay"}

# What is not said would be filled in by the recipe of the data set.
FIXED = ["--layers", "2", "--norm", "none", "--input-dropout", "--no-residual",
         "--precision", "f32", "--optimizer", "adam", "--decay-layers", "all", "--lr-decay", "1",
         "--lr-decay-every", "0", "--patience", "0", "--select", "last", "--protocol", "split",
         "--split", "0", "--repeat", "1", "--json"]


def command_of(heddle, case, data, out, threads, seed):
    """The `heddle train` that trains the case in the run directory `out`."""
    command = [heddle, "train", str(data), *FIXED, "--out", str(out)]
    for name, flag in FLAGS.items():
        if name in case:
            command += [flag, str(case[name])]
    normalize = "--normalize-features" if case["normalize_features"] else "--no-normalize-features"
    return command + [normalize, "--threads", str(threads), "--seed", str(seed),
                      "--epochs", str(case["warmup"] + case["epochs"])]


def measure(run, heddle, case, data, threads, seed):
    """run(command) starts a process and returns the JSON object of its last line.

    An epoch's seconds in report.json are those of its training step; the evaluation that Heddle
    does after each is not among them.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        summary = run(command_of(heddle, case, data, out, threads, seed))
        if "error" in summary:
            return summary
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    epochs = report["runs"][0]["epochs"]
    return {"epoch_seconds": [epoch["seconds"] for epoch in epochs[case["warmup"]:]],
            "first_epoch_seconds": epochs[0]["seconds"],
            "first_loss": epochs[0]["loss"],
            "last_loss": epochs[-1]["loss"],
            "test_accuracy": epochs[-1]["test"],
            "parameters": report["parameters"],
            "threads": report["threads"],
            "peak_memory_bytes": report["peak_memory_bytes"]}
