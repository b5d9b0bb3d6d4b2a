#!/usr/bin/env python3
"""Planned against measured peak memory and predicted against measured epoch time.

Trains every case for a few epochs. A plan holds if it is within 2 % plus 64 MiB of the process's
own high-water mark, which includes loading the data.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = [  # model, data set, further flags
    ("gcn", "cora", []),
    ("sage", "citeseer", []),
    ("gat", "pubmed", []),
    ("rgcn", "aifb", []),
    ("gin", "tu_proteins", ["--protocol", "split"]),
    ("gcn", "coauthor_physics", []),
    ("sage", "coauthor_physics", []),
    ("gat", "coauthor_physics", []),
    ("gcn", "builtin:rmat?nodes=400000&edges=16000000&features=128&classes=40&seed=1",
     ["--hidden", "256", "--layers", "3", "--norm", "batch"]),
    ("sage", "builtin:rmat?nodes=400000&edges=16000000&features=128&classes=40&seed=1",
     ["--hidden", "256", "--layers", "3", "--norm", "batch"]),
    ("gat", "builtin:rmat?nodes=400000&edges=16000000&features=128&classes=40&seed=1",
     ["--hidden", "16", "--heads", "4"]),
]
MIB = 2**20


def last_object(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="the folder of the data sets")
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--threads", default="0", help="0: all of the machine")
    parser.add_argument("--epochs", default="5")
    arguments = parser.parse_args()

    print(f"{'model':<6}{'data':<18}{'planned':>11}{'measured':>11}{'off':>10}{'allowed':>10}"
          f"{'predicted':>12}{'epoch':>12}")
    failures = 0
    for model, data, flags in CASES:
        source = data if data.startswith("builtin:") else str(Path(arguments.data) / data)
        common = [source, "--model", model, *flags, "--threads", arguments.threads, "--json"]
        plan = last_object([arguments.heddle, "explain", *common])
        with tempfile.TemporaryDirectory() as out:
            run = last_object([arguments.heddle, "train", *common, "--epochs", arguments.epochs,
                               "--out", str(Path(out) / "run")])
        planned, measured = plan["planned_memory_bytes"], run["peak_memory_bytes"]
        allowed = 0.02 * measured + 64 * MIB
        holds = abs(planned - measured) <= allowed
        failures += not holds
        print(f"{model:<6}{data.split('?')[0]:<18}{planned / MIB:>7.1f} MiB{measured / MIB:>7.1f} MiB"
              f"{(planned - measured) / MIB:>6.1f} MiB{allowed / MIB:>6.1f} MiB"
              f"{1e3 * plan['epoch_seconds']:>9.2f} ms{1e3 * run['epoch_seconds_median']:>9.2f} ms"
              f"{'' if holds else '  outside'}", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
