#!/usr/bin/env python3
"""Runs the cases of kernel_cases.txt and keeps all rows in bench/results/<cpu>-kernels.json."""

import argparse
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from result_file import machine_name, write_results

HERE = Path(__file__).resolve().parent


def read_cases(path):
    lines = (line.split("#")[0].split() for line in path.read_text().splitlines())
    return [words for words in lines if words]


def run_case(heddle, case, flags):
    """The JSON object of one `heddle bench`; its table goes to standard error."""
    command = [heddle, "bench", *case, *flags, "--json"]
    print("+", *command, file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--cases", type=Path, default=HERE / "kernel_cases.txt")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    arguments, flags = parser.parse_known_args()  # other flags go to every `heddle bench`

    results = None
    for case in read_cases(arguments.cases):
        measured = run_case(arguments.heddle, case, flags)
        if results is None:
            results = {"cpu": measured["cpu"], "threads": measured["threads"],
                       "date": date.today().isoformat(), "rows": []}
        for row in measured["rows"]:
            results["rows"].append({"case": " ".join(case), **row})
    if results is None:
        sys.exit(f"{arguments.cases}: has no case")
    name = f"{machine_name(results['cpu'])}-{results['threads']}-threads-kernels.json"
    path = arguments.out / name
    write_results(path, results)
    print("results:", path)


if __name__ == "__main__":
    main()
