#!/usr/bin/env python3
"""Plain text rules: no trailing blanks, tabs, merge markers or huge files; a final newline."""

import re

from source_files import main

# Recorded inputs and outputs are what they are.
DATA = ("tests/data/", "tests/golden/", "tests/fuzz/corpus/")
TAB_FREE = (".h", ".cc", ".cu", ".py", ".cmake", ".json", ".md", "CMakeLists.txt")
MAX_BYTES = 1 << 20
MERGE_MARKER = re.compile(r"^(<{7}|>{7}|={7})( |$)")


def check_lines(name, text):
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield name, number, "trailing white space"
        if "\t" in line and name.endswith(TAB_FREE):
            yield name, number, "tab"
        if MERGE_MARKER.match(line):
            yield name, number, "merge marker"
    if text and not text.endswith("\n"):
        yield name, text.count("\n") + 1, "no newline at the end of the file"


def check(root, names):
    problems = []
    for name in names:
        content = (root / name).read_bytes()
        if len(content) > MAX_BYTES:
            problems.append((name, 1, f"{len(content)} bytes, at most {MAX_BYTES}"))
        elif b"\0" not in content and not name.startswith(DATA):
            problems += check_lines(name, content.decode("utf-8", errors="replace"))
    return problems


if __name__ == "__main__":
    main(check)
