#!/usr/bin/env python3
"""Draws sums over neighbours: docs/figures/aggregate.svg from bench/results/<cpu>-kernels.json.

A bar per encoding of the rows that travel along edges: the time of the fastest kernel, the bytes
that an edge reads, and how many times as fast as whole rows in f32 that is. Selection and encoding
are not in the bars (a graph of 40 edges per node; their times stand in docs/performance.md).
"""

import argparse
import sys
from pathlib import Path

from result_file import read_results
from svg import GREY, bar, legend, text, write_figure

ROOT = Path(__file__).resolve().parents[1]
CASE = "aggregate --nodes 400000 "  # how its line in kernel_cases.txt begins
COLORS = {"whole rows": "#718096", "kept columns": "#2b6cb0", "kept columns in codes": "#2f855a",
          "one line per edge": "#cbd5e0"}
WHOLE, KEPT, CODES, FLOOR = COLORS

# Label, kind, and the encoding, type and weights of the rows of the recorded run.
FORWARD = [
    ("all 256, f32", WHOLE, "dense", "f32", False),
    ("all 256, bf16", WHOLE, "dense", "bf16", False),
    ("top 32, f32", KEPT, "top 32", "f32", False),
    ("top 32, bf16", KEPT, "top 32", "bf16", False),
    ("1 of every 8, f32", KEPT, "1 of 8", "f32", False),
    ("1 of every 8, bf16", KEPT, "1 of 8", "bf16", False),
    ("top 32, int8/tensor", CODES, "top 32 int8/tensor", "i8", False),
    ("the same, GCN's factors", CODES, "top 32 int8/tensor by classes", "i8", True),
    ("1 of every 8, int8/tensor", CODES, "1 of 8 int8/tensor", "i8", False),
    ("the same, GCN's factors", CODES, "1 of 8 int8/tensor by classes", "i8", True),
    ("read a line, write the row", FLOOR, "a line per edge", "f32", False),
]
BACKWARD = [
    ("all 256, f32", WHOLE, "dense", "f32", False),
    ("all 256, bf16", WHOLE, "dense", "bf16", False),
    ("top 32, f32, pushed", KEPT, "top 32", "f32", False),
    ("dy 1 of every 8, bf16", KEPT, "dy 1 of 8", "bf16", False),
    ("dy 1 of every 8, int8/tensor", CODES, "dy 1 of 8 int8/tensor", "i8", False),
    ("read a line, write the row", FLOOR, "a line per edge", "f32", False),
]

WIDTH, LEFT, TOP, BAR, STEP = 760, 215, 76, 14, 19
SCALE_WIDTH = WIDTH - LEFT - 190


def fastest(rows, direction, encoding, dtype, weighted):
    """The row of the fastest kernel."""
    found = [row for row in rows
             if (row["direction"], row["encoding"], row["dtype"], row["weighted"]) ==
             (direction, encoding, dtype, weighted) and row["kernel"] != "gather"]
    return min(found, key=lambda row: row["seconds_median"])


def draw_direction(rows, direction, lines, longest, y):
    parts = [text(LEFT, y, direction, font_weight="bold")]
    for label, kind, *wanted in lines:
        y += STEP
        row = fastest(rows, direction, *wanted)
        width = row["seconds_median"] / longest * SCALE_WIDTH
        note = f'{1e3 * row["seconds_median"]:.0f} ms, {row["bytes_per_edge"]} bytes'
        ratio = row["vs_dense_f32_without_preparation"]
        if wanted[0] != "dense" or wanted[1] != "f32":
            note += f", {ratio:.1f} x"
        parts += [text(LEFT - 10, y, label, text_anchor="end"),
                  bar(LEFT, y - 11, width, BAR, COLORS[kind]),
                  text(LEFT + width + 6, y, note, font_size=11, fill=GREY)]
    return parts, y + 2 * STEP


def draw(results):
    """The height of the figure, and its parts."""
    rows = [row for row in results["rows"] if row["case"].startswith(CASE)]
    if not rows:
        sys.exit(f"no row of a case '{CASE}...'")
    sizes = rows[0]["sizes"]
    parts = [text(10, 18, f'Sums over neighbours, {sizes["nodes"]:,} nodes, {sizes["edges"]:,} edges, '
                  f'{sizes["dim"]} columns', font_weight="bold"),
             text(10, 36, f'{results["cpu"]}, {results["threads"]} threads; bytes that an edge reads, '
                  "and times as fast as all columns in f32", font_size=11, fill=GREY),
             legend(10, 46, 185, COLORS)]
    longest = max(fastest(rows, direction, "dense", "f32", False)["seconds_median"]
                  for direction in ("forward", "backward"))
    y = TOP + 10
    for direction, lines in (("forward", FORWARD), ("backward", BACKWARD)):
        drawn, y = draw_direction(rows, direction, lines, longest, y)
        parts += drawn
    return y - STEP, parts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="rows that run_kernels.py recorded")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "figures" / "aggregate.svg")
    arguments = parser.parse_args()
    height, parts = draw(read_results(arguments.results))
    write_figure(arguments.out, WIDTH, height, parts)


if __name__ == "__main__":
    main()
