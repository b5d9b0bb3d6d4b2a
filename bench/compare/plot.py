#!/usr/bin/env python3
"""Draws the recorded comparison: docs/figures/epochs.svg from bench/results/<cpu>-compare.json.

One group of bars per case: how many times as long as Heddle an epoch takes, with its time beside
it. Of PyG's modes the fastest one of the case is shown.
"""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "bench"))

from svg import GREY, bar, legend, text, write_figure

COLORS = {"Heddle": "#2b6cb0", "PyG": "#c05621", "DGL": "#718096"}
TITLES = {"pubmed": "PubMed", "coauthor_physics": "Coauthor Physics", "rmat_400k": "RMAT 16 M edges"}
MODELS = {"gcn": "GCN", "sage": "GraphSAGE", "gat": "GAT"}

WIDTH, LEFT, BAR, GAP, TOP = 760, 230, 14, 12, 58
SCALE_WIDTH = WIDTH - LEFT - 170


def bars_of(rows):
    """Name, label and seconds of Heddle, the fastest mode of PyG and DGL, as far as they ran."""
    ran = {row["system"]: row["median_seconds"] for row in rows if "error" not in row}
    pyg = min((item for item in ran.items() if item[0].startswith("pyg")), key=lambda item: item[1],
              default=None)
    bars = [("Heddle", "", ran["heddle"])]
    if pyg:
        bars.append(("PyG", pyg[0].removeprefix("pyg "), pyg[1]))
    if "dgl" in ran:
        bars.append(("DGL", "", ran["dgl"]))
    return bars


def time_text(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1e3 * seconds:.1f} ms"


def draw(results):
    """The height of the figure, and its parts."""
    groups = [(name, bars_of(case["rows"])) for name, case in results["cases"].items()]
    longest = max(seconds / bars[0][2] for _, bars in groups for _, _, seconds in bars)
    parts, y = [], TOP
    for name, bars in groups:
        data, model = name.rsplit("-", 1)
        title = f"{TITLES.get(data, data)}, {MODELS.get(model, model)}"
        parts.append(text(LEFT - 10, y + BAR * len(bars) / 2 + 5, title, text_anchor="end"))
        for system, mode, seconds in bars:
            times = seconds / bars[0][2]
            width = times / longest * SCALE_WIDTH
            parts.append(bar(LEFT, y, width, BAR - 2, COLORS[system]))
            note = time_text(seconds) + (f", {times:.1f} x" if system != "Heddle" else "")
            parts.append(text(LEFT + width + 6, y + BAR - 4, note + (f" ({mode})" if mode else ""),
                              font_size=11, fill=GREY))
            y += BAR
        y += GAP
    heading = text(10, 18, f"Time of a training epoch, {results['cpu']}, 2 threads: shorter is better",
                   font_weight="bold")
    return y, [heading, legend(LEFT, 30, 90, COLORS), *parts]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="a recorded comparison")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "figures" / "epochs.svg")
    arguments = parser.parse_args()
    height, parts = draw(json.loads(arguments.results.read_text(encoding="utf-8")))
    write_figure(arguments.out, WIDTH, height, parts)


if __name__ == "__main__":
    main()
