#!/usr/bin/env python3
"""Draws docs/figures/paired-accuracy.svg from bench/results/paired-accuracy.json.

A panel per data set, a line per variant: the mean difference to ReLU in points over ten paired
seeds, and its 95 % interval.
"""

import argparse
import tomllib
from pathlib import Path

from paired_accuracy import BASELINE, differences_to_baseline, interval
from result_file import read_results
from svg import GREY, bar, line, text, write_figure

ROOT = Path(__file__).resolve().parents[1]
TITLES = {"pubmed": "PubMed", "amazon_computers": "Amazon Computers", "coauthor_cs": "Coauthor CS",
          "coauthor_physics": "Coauthor Physics"}
COLOR = "#2b6cb0"
PANELS_PER_ROW, LEFT, PANEL, GAP, TOP, STEP = 3, 170, 180, 16, 70, 17
POINTS = 3.5  # to either side
SEEDS = 10
WIDTH = LEFT + PANELS_PER_ROW * (PANEL + GAP)


def position(points):
    """Of a difference in a panel; what lies outside stands at its edge."""
    return PANEL * (0.5 + max(-POINTS, min(POINTS, points)) / (2 * POINTS))


def draw_panel(title, of_data, variants, x, y):
    height = STEP * len(variants)
    parts = [text(x + PANEL / 2, y - 8, title, text_anchor="middle", font_weight="bold"),
             bar(x, y, PANEL, height, "#f7fafc")]
    for points, color in ((0, GREY), (-1, "#e53e3e")):
        parts.append(line(x + position(points), y, x + position(points), y + height, color))
    for points in (-3, -1, 0, 1, 3):
        parts.append(text(x + position(points), y + height + 13, f"{points:+d}" if points else "0",
                          text_anchor="middle", font_size=10, fill=GREY))
    for i, variant in enumerate(variants):
        differences = differences_to_baseline(of_data, variant, SEEDS)
        if len(differences) < 2:
            continue
        mean, half = interval(differences)
        middle = y + STEP * (i + 0.5)
        parts += [line(x + position(mean - half), middle, x + position(mean + half), middle, COLOR, 2),
                  bar(x + position(mean) - 3, middle - 3, 6, 6, COLOR)]
    return parts


def draw(results, variants):
    """The height of the figure, and its parts."""
    parts = [text(10, 18, "Difference to ReLU in f32, points", font_weight="bold"),
             text(10, 36, "Mean and 95 % interval over ten paired seeds; red: a loss of one point",
                  font_size=11, fill=GREY)]
    height = STEP * len(variants) + 50
    for i, (name, of_data) in enumerate(results.items()):
        row, column = divmod(i, PANELS_PER_ROW)
        x, y = LEFT + column * (PANEL + GAP), TOP + row * height
        parts += draw_panel(TITLES.get(name, name), of_data, variants, x, y)
        if column == 0:
            parts += [text(LEFT - 10, y + STEP * (k + 0.5) + 4, variant, text_anchor="end", font_size=11)
                      for k, variant in enumerate(variants)]
    return TOP + (len(results) + PANELS_PER_ROW - 1) // PANELS_PER_ROW * height - 20, parts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    results = ROOT / "bench" / "results" / "paired-accuracy.json"
    parser.add_argument("results", type=Path, nargs="?", default=results, help="recorded scores")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "figures" / "paired-accuracy.svg")
    arguments = parser.parse_args()
    cases = tomllib.loads((ROOT / "bench" / "accuracy_cases.toml").read_text(encoding="utf-8"))
    variants = [case["name"] for case in cases["variants"] if case["name"] != BASELINE]
    height, parts = draw(read_results(arguments.results), variants)
    write_figure(arguments.out, WIDTH, height, parts)


if __name__ == "__main__":
    main()
