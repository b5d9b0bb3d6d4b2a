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


def rows_of_other_cases(path, cases):
    """What stands in the file already and is not measured now."""
    measured = {" ".join(case) for case in cases}
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    return [row for row in rows if row["case"] not in measured]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--cases", type=Path, default=HERE / "kernel_cases.txt")
    parser.add_argument("--only", default="",
                        help="cases that contain this; rows of others stay in the file")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    arguments, flags = parser.parse_known_args()  # other flags go to every `heddle bench`

    cases = [case for case in read_cases(arguments.cases) if arguments.only in " ".join(case)]
    if not cases:
        sys.exit(f"{arguments.cases}: has no case with '{arguments.only}'")
    rows = []
    for case in cases:
        measured = run_case(arguments.heddle, case, flags)
        origin = {"case": " ".join(case), "flags": " ".join(flags),
                  "date": date.today().isoformat()}
        rows += [{**origin, **row} for row in measured["rows"]]
    name = f"{machine_name(measured['cpu'])}-{measured['threads']}-threads-kernels.json"
    path = arguments.out / name
    if arguments.only:
        rows = rows_of_other_cases(path, cases) + rows
    write_results(path, {"cpu": measured["cpu"], "threads": measured["threads"], "rows": rows})
    print("results:", path)


if __name__ == "__main__":
    main()
