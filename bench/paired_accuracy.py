#!/usr/bin/env python3
"""Accuracy of other activations and messages against ReLU in f32, seed by seed.

Trains every data set of accuracy_cases.toml with its recipe, which is that of the ReLU baseline, once
per seed and variant. Prints the mean difference to ReLU over the seeds, in points, with its 95 %
interval (Student's t on the paired differences). Runs with the same flags that stand in the file of
results already are not made again: a long comparison may be stopped and gone on with. A Heddle that trains
other models with the same flags needs another file.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

from result_file import read_results, write_results

HERE = Path(__file__).resolve().parent
BASELINE = "relu"
# 97.5 % quantiles of Student's t by degrees of freedom.
T_QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
               2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093]


def train(heddle, data, flags, seed, splits):
    """The test score of one run, in points."""
    command = [heddle, "train", str(data), *flags, "--seed", str(seed),
               "--split", str(seed % splits), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:]
        sys.exit(f"{' '.join(command)}: exit code {done.returncode} {' '.join(last)}")
    return 100 * json.loads(done.stdout.splitlines()[-1])["test_mean"]


def interval(differences):
    """Mean and half width of the 95 % interval."""
    count = len(differences)
    half = T_QUANTILES[count - 2] * statistics.stdev(differences) / math.sqrt(count)
    return statistics.mean(differences), half


def scores_of_seeds(of_data, variant, seeds):
    """By seed, of the first `seeds` seeds that were trained."""
    scores = of_data.get(variant, {"scores": {}})["scores"]
    return {seed: score for seed, score in scores.items() if int(seed) < seeds}


def differences_to_baseline(of_data, variant, seeds):
    """In points, of those of the first seeds that both have."""
    baseline = of_data[BASELINE]["scores"]
    scores = scores_of_seeds(of_data, variant, seeds)
    return [scores[seed] - baseline[seed] for seed in scores if seed in baseline]


def print_table(name, of_data, variants, seeds):
    for variant in variants:
        mean_score = statistics.mean(scores_of_seeds(of_data, variant["name"], seeds).values())
        text = f"{name:<18} {variant['name']:<26} {mean_score:6.2f}"
        if variant["name"] != BASELINE:
            mean, half = interval(differences_to_baseline(of_data, variant["name"], seeds))
            text += f"  {mean:+6.2f}  [{mean - half:+.2f}, {mean + half:+.2f}]"
        print(text, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder of the data sets")
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--seeds", type=int, default=10, help="2 to 20")
    parser.add_argument("--only", default="", help="data sets with this text in their name")
    parser.add_argument("--variant", action="append", default=[],
                        help="this variant beside ReLU; may be given several times (default: all)")
    parser.add_argument("--out", type=Path, default=HERE / "results" / "paired-accuracy.json")
    arguments = parser.parse_args()
    if not 2 <= arguments.seeds <= len(T_QUANTILES) + 1:
        parser.error("--seeds is 2 to 20")

    cases = tomllib.loads((HERE / "accuracy_cases.toml").read_text(encoding="utf-8"))
    names = [case["name"] for case in cases["variants"]]
    for variant in arguments.variant:
        if variant not in names:
            sys.exit(f"paired_accuracy.py: --variant '{variant}' is none of: {', '.join(names)}")
    wanted = [BASELINE, *(arguments.variant or names)]
    variants = [case for case in cases["variants"] if case["name"] in wanted]
    data = {name: case for name, case in cases["data"].items() if arguments.only in name}
    if not data:
        sys.exit(f"paired_accuracy.py: --only '{arguments.only}' is in none of: "
                 f"{', '.join(cases['data'])}")
    seeds = range(arguments.seeds)
    for name, case in data.items():
        results = read_results(arguments.out) if arguments.out.exists() else {}
        of_data = results.setdefault(name, {})
        for variant in variants:
            flags = [*cases["flags"], *case["flags"], *variant["flags"]]
            if of_data.get(variant["name"], {}).get("flags") != flags:
                of_data[variant["name"]] = {"flags": flags, "scores": {}}
            scores = of_data[variant["name"]]["scores"]
            for seed in seeds:
                if str(seed) not in scores:
                    scores[str(seed)] = train(arguments.heddle, arguments.data / name, flags, seed,
                                              case["splits"])
                    write_results(arguments.out, results)
        print_table(name, of_data, variants, arguments.seeds)


if __name__ == "__main__":
    main()
