#!/usr/bin/env python3
"""One concept per file: long C++ files and folders that are named after nothing fail."""

from source_files import main, read_text

SUFFIXES = (".h", ".cc", ".cu", ".cuh")
MAX_LINES = 600
VAGUE_FOLDERS = {"utils", "util", "common", "misc", "helpers"}


def check(root, names):
    problems = []
    for name in names:
        vague = VAGUE_FOLDERS.intersection(name.split("/")[:-1])
        if vague:
            problems.append((name, 1, f"folder {vague.pop()}: name it after what is in it"))
        if name.endswith(SUFFIXES):
            lines = len(read_text(root / name).splitlines())
            if lines > MAX_LINES:
                problems.append((name, lines, f"{lines} lines, at most {MAX_LINES}"))
    return problems


if __name__ == "__main__":
    main(check)
