#!/usr/bin/env python3
"""Runs the cases of kernel_cases.txt and keeps all rows in bench/results/<cpu>-kernels.json.

A case that was measured takes the place of its rows in the file at once; those of others stay.
"""

import argparse
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from result_file import machine_name, read_results, write_results

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


def keep_rows(folder, measured, case, flags):
    """Puts the rows of a case in place of those that the file of this machine has; its path."""
    name = f"{machine_name(measured['cpu'])}-{measured['threads']}-threads-kernels.json"
    path = folder / name
    origin = {"case": " ".join(case), "flags": " ".join(flags), "date": date.today().isoformat()}
    rows = read_results(path)["rows"] if path.exists() else []
    rows = [row for row in rows if row["case"] != origin["case"]]
    rows += [{**origin, **row} for row in measured["rows"]]
    write_results(path, {"cpu": measured["cpu"], "threads": measured["threads"], "rows": rows})
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--cases", type=Path, default=HERE / "kernel_cases.txt")
    parser.add_argument("--only", default="",
                        help="cases that contain this")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    arguments, flags = parser.parse_known_args()  # other flags go to every `heddle bench`

    cases = [case for case in read_cases(arguments.cases) if arguments.only in " ".join(case)]
    if not cases:
        sys.exit(f"{arguments.cases}: has no case with '{arguments.only}'")
    for case in cases:
        path = keep_rows(arguments.out, run_case(arguments.heddle, case, flags), case, flags)
    print("results:", path)


if __name__ == "__main__":
    main()
