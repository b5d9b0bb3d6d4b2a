#!/usr/bin/env python3
"""Checks who includes whom, by the rule and the table in docs/architecture.md.

Also: every room has a README.md of at most 25 lines, libraries from outside are included only where
they belong, and OpenMP pragmas stand only in base.
"""

import re

from source_files import main, read_text

RULE_FILE = "docs/architecture.md"
README_LINES = 25
SOURCE_SUFFIXES = (".h", ".cc", ".cu", ".cuh")

# Library, headers that belong to it, files that may include them, and those files in words.
PLACES = [
    ("Highway", r"hwy/", r"src/heddle/kernels/cpu/", "kernels/cpu"),
    ("oneDNN", r"oneapi/dnnl/|dnnl", r"src/heddle/kernels/cpu/", "kernels/cpu"),
    ("intrinsics", r"([a-z0-9]*mmintrin|immintrin|x86intrin|arm_neon|arm_sve)\.h",
     r"src/heddle/(kernels/cpu|hardware)/", "kernels/cpu and hardware"),
    ("CPUID", r"cpuid\.h", r"src/heddle/hardware/", "hardware"),
    ("OpenMP", r"omp\.h", r"src/heddle/base/", "base"),
    ("CUDA", r"cuda|cublas|cusparse|curand|cub/|thrust/|cooperative_groups|nvrtc|nvToolsExt",
     r"src/heddle/kernels/cuda/|.*/cuda_[^/]*$", "kernels/cuda and files named cuda_*"),
    ("MPI and NCCL", r"(mpi|nccl)\.h", r"src/heddle/(comm|distributed)/", "comm and distributed"),
    ("CLI11", r"CLI/", r"apps/heddle/command_line\.cc$", "apps/heddle/command_line.cc"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
OMP_PRAGMA = re.compile(r"^\s*#\s*pragma\s+omp\b|\b_Pragma\s*\(\s*\"omp\b")


def parse_rule(text):
    """Room -> rank. A room may include rooms of a lower rank and itself."""
    for line in text.splitlines():
        line = line.strip().strip("`.")
        if line.startswith("base <"):
            groups = [group.split(",") for group in line.split("<")]
            return {room.strip(): rank for rank, group in enumerate(groups) for room in group}
    return {}


def room_of(name):
    """The room of a file; None for a file outside the rooms and for src/heddle/heddle.h."""
    parts = name.split("/")
    if parts[:2] == ["src", "heddle"]:
        return parts[2] if len(parts) > 3 else None
    return parts[0] if parts[0] in ("apps", "python") else None


def check_include(name, room, ranks, quote, header):
    """The message for one include, or None."""
    parts = header.split("/")
    if parts[0] == "heddle" and len(parts) > 2:
        other = parts[1]
        if quote == "<":
            return f'write "{header}": angle brackets are for the system'
        if other not in ranks:
            return f"no room {other} in the rule of {RULE_FILE}"
        if room is not None and other != room and ranks[other] >= ranks[room]:
            return f"{room} may not include {header}: {other} is not to its left in {RULE_FILE}"
        return None
    if header.startswith(".") or "/../" in header:
        return f'{header}: name project headers from the source root, "heddle/<room>/<file>.h"'
    for library, headers, places, in_words in PLACES:
        if re.match(headers, header) and not re.match(places, name):
            return f"{header}: {library} may be included only in {in_words}"
    return None


def check_file(name, text, ranks):
    room = room_of(name)
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            message = check_include(name, room, ranks, *found.groups())
            if message:
                yield name, number, message
        elif OMP_PRAGMA.search(line) and room != "base":
            yield name, number, "OpenMP pragmas stand only in src/heddle/base: use parallel_for"


def check_readmes(root, names, rooms):
    for room in sorted(rooms):
        readme = f"src/heddle/{room}/README.md"
        if readme not in names:
            yield readme, 1, "missing: every room says its purpose, what comes in, what goes out"
            continue
        lines = len(read_text(root / readme).splitlines())
        if lines > README_LINES:
            yield readme, lines, f"{lines} lines, at most {README_LINES}"


def check(root, names):
    names = set(names)
    if RULE_FILE not in names:
        return [(RULE_FILE, 1, "missing: it holds the rule of allowed includes")]
    ranks = parse_rule(read_text(root / RULE_FILE))
    if not ranks:
        return [(RULE_FILE, 1, "has no line that starts with: base <")]

    problems = []
    rooms = {name.split("/")[2] for name in names
             if name.startswith("src/heddle/") and name.count("/") > 2}
    for room in sorted(rooms - ranks.keys()):
        problems.append((f"src/heddle/{room}", 1, f"no room of this name in {RULE_FILE}"))
    problems += check_readmes(root, names, rooms)
    for name in sorted(names):
        in_scope = name.startswith("src/heddle/") or room_of(name) is not None
        room = room_of(name)
        if in_scope and name.endswith(SOURCE_SUFFIXES) and (room is None or room in ranks):
            problems += check_file(name, read_text(root / name), ranks)
    return problems


if __name__ == "__main__":
    main(check)
