#!/usr/bin/env python3
"""Compares epochs of Heddle, PyTorch Geometric and DGL on this CPU; see README.md beside it."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys

import heddle_epoch
from case_list import read_case_file, read_cases
from limited_process import run_limited
from summary import HEADER, different_models, summarize, table_lines

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(HERE.parent))

from result_file import machine_name, write_results


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heddle", default=str(ROOT / "build/release/heddle"))
    parser.add_argument("--pyg-python", default=sys.executable, help="Python that has PyG")
    parser.add_argument("--dgl-python", help="Python that has DGL; without it DGL is left out")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data",
                        help="folder of pubmed and coauthor_physics")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/compare",
                        help="folder for graphs that are generated")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="cases with this text in their name")
    parser.add_argument("--repeats", type=int, help="instead of those of cases.toml")
    parser.add_argument("--epochs", type=int, help="instead of those of cases.toml")
    parser.add_argument("--out", type=pathlib.Path,
                        help="file of the results, whose other cases stay (default: "
                             "bench/results/<cpu>-compare.json; none with --repeats or --epochs)")
    return parser.parse_args()


def cpu_name(heddle):
    """As Heddle names it, with its widest instructions."""
    explained = subprocess.run([heddle, "explain", "builtin:karate", "--json"], check=True,
                               capture_output=True, text=True)
    return json.loads(explained.stdout.splitlines()[-1])["cpu"]


def result_path(arguments):
    if arguments.out or arguments.repeats or arguments.epochs:
        return arguments.out
    return ROOT / "bench/results" / f"{machine_name(cpu_name(arguments.heddle))}-compare.json"


def data_directory(arguments, case):
    """Where the data set lies; a generated graph is written at its first use."""
    if "directory" in case:
        return arguments.data / case["directory"]
    directory = arguments.work / case["data"]
    if not (directory / "meta.json").exists():
        arguments.work.mkdir(parents=True, exist_ok=True)
        subprocess.run([arguments.heddle, "generate", *case["generate"], "--out", str(directory)],
                       check=True, stdout=sys.stderr)
    return directory


def systems_of(arguments, case, data, limits):
    """Name -> function of a seed that measures the case once, in a process of its own."""
    def heddle(seed):
        return heddle_epoch.measure(
            lambda command: run_limited(command, limits, arguments.threads),
            arguments.heddle, case, data, arguments.threads, seed)

    def torch_script(python, script, mode):
        def measure(seed):
            command = [python, str(HERE / script), case["name"], "--mode", mode,
                       "--data", str(data), "--threads", str(arguments.threads),
                       "--epochs", str(case["epochs"]), "--seed", str(seed)]
            return run_limited(command, limits, arguments.threads, torch=True)
        return measure

    systems = {"heddle": heddle}
    for mode in case["pyg_modes"]:
        systems[f"pyg {mode}"] = torch_script(arguments.pyg_python, "pyg_epoch.py", mode)
    if arguments.dgl_python:
        systems["dgl"] = torch_script(arguments.dgl_python, "dgl_epoch.py", "graph")
    return systems


def measure_case(arguments, case, limits):
    """The systems take turns, so that a slow minute of the machine meets all of them."""
    data = data_directory(arguments, case)
    systems = systems_of(arguments, case, data, limits)
    runs = {name: [] for name in systems}
    for repeat in range(case["repeats"]):
        for name, measure in systems.items():
            if any("error" in run for run in runs[name]):
                continue  # what does not fit once does not fit twice
            print(f"{case['name']}: {name}, {repeat + 1} of {case['repeats']}", file=sys.stderr)
            runs[name].append(measure(repeat))
    return summarize(runs)


def write_case(path, arguments, case, rows):
    """Replaces one case in the file of results."""
    results = {"cpu": cpu_name(arguments.heddle), "cases": {}}
    if path.exists():
        results = json.loads(path.read_text(encoding="utf-8"))
    results["cases"][case["name"]] = {
        "date": datetime.date.today().isoformat(), "threads": arguments.threads,
        "kernel": platform.release(), "settings": case, "rows": rows}
    write_results(path, results)


def main():
    arguments = parse_arguments()
    limits = read_case_file()["limits"]
    path = result_path(arguments)
    lines = [HEADER]
    for name, case in read_cases().items():
        if arguments.only not in name:
            continue
        case["epochs"] = arguments.epochs or case["epochs"]
        case["repeats"] = arguments.repeats or case["repeats"]
        rows = measure_case(arguments, case, limits)
        if counts := different_models(rows):
            sys.exit(f"{name}: not the same model, the parameters differ: {counts}")
        lines += table_lines(name, rows)
        if path:
            write_case(path, arguments, case, rows)
    print("\n".join(lines))
    if path:
        print(f"written to {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
