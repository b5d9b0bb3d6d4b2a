#!/usr/bin/env python3
"""Relative links in Markdown files lead somewhere."""

import re

from source_files import main, read_text

LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]*)?\)")
FENCE = re.compile(r"^\s*(```|~~~)")


def links(text):
    """(line number, target) of each relative link outside code blocks."""
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            in_code = not in_code
        elif not in_code:
            for found in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
                if "://" not in found[1] and not found[1].startswith("mailto:"):
                    yield number, found[1]


def check(root, names):
    problems = []
    for name in names:
        if not name.endswith(".md"):
            continue
        for number, target in links(read_text(root / name)):
            if not (root / name).parent.joinpath(target).exists():
                problems.append((name, number, f"broken link: {target}"))
    return problems


if __name__ == "__main__":
    main(check)
