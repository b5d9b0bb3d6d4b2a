#!/usr/bin/env python3
"""Runs clang-tidy on the C++ sources named on standard input, as many at once as there are cores.

Files without a compile command are left out. After --seconds no further file is started, and the
ones not looked at are counted: a slow machine does not fail, and does not claim more than it did.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

# The compile commands are those of g++, whose warning flags clang does not all know.
CLANG_TIDY = ["clang-tidy-14", "--quiet", "--extra-arg=-Wno-unknown-warning-option",
              "--extra-arg=-Wno-error"]


def compiled_files(commands, root):
    entries = json.loads(commands.read_text())
    return {os.path.relpath(os.path.join(e["directory"], e["file"]), root) for e in entries}


def tidy(name, build_dir, deadline):
    """(name, exit status, output); the status is None if there was no time left."""
    if time.monotonic() > deadline:
        return name, None, ""
    done = subprocess.run([*CLANG_TIDY, "-p", str(build_dir), name],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return name, done.returncode, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--commands", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    args = parser.parse_args()

    compiled = compiled_files(args.commands, os.getcwd())
    names = sorted(compiled.intersection(sys.stdin.read().split()))
    deadline = time.monotonic() + args.seconds
    failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, status, output in pool.map(
                lambda n: tidy(n, args.commands.parent, deadline), names):
            if status is None:
                skipped += 1
            elif status != 0 or output.strip():
                failed += status != 0
                print(f"{name}: clang-tidy\n{output.strip()}", flush=True)
    print(f"clang-tidy: {len(names) - skipped} files looked at, {failed} with errors"
          + (f", {skipped} left out after {args.seconds:g} s" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
