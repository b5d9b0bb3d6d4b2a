#!/usr/bin/env python3
"""Draws the recorded comparison: docs/figures/epochs.svg from bench/results/<cpu>-compare.json.

One group of bars per case: how many times as long as Heddle an epoch takes, with its time beside
it. Of PyG's modes the fastest one of the case is shown.
"""

import argparse
import json
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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


def text(x, y, content, **attributes):
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.0f}" y="{y:.0f}"{extra}>{escape(content)}</text>'


def draw(results):
    groups = [(name, bars_of(case["rows"])) for name, case in results["cases"].items()]
    longest = max(seconds / bars[0][2] for _, bars in groups for _, _, seconds in bars)
    parts, y = [], TOP
    for name, bars in groups:
        data, model = name.rsplit("-", 1)
        title = f"{TITLES.get(data, data)}, {MODELS.get(model, model)}"
        parts.append(text(LEFT - 10, y + BAR * len(bars) / 2 + 5, title, text_anchor="end"))
        for system, mode, seconds in bars:
            times = seconds / bars[0][2]
            width = max(1.0, times / longest * SCALE_WIDTH)
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 2}" '
                         f'fill="{COLORS[system]}"/>')
            note = time_text(seconds) + (f", {times:.1f} x" if system != "Heddle" else "")
            parts.append(text(LEFT + width + 6, y + BAR - 4, note + (f" ({mode})" if mode else ""),
                              font_size=11, fill="#4a5568"))
            y += BAR
        y += GAP
    legend = "".join(
        f'<rect x="{LEFT + 90 * i}" y="30" width="12" height="12" fill="{color}"/>'
        + text(LEFT + 90 * i + 17, 41, name) for i, (name, color) in enumerate(COLORS.items()))
    heading = text(10, 18, f"Time of a training epoch, {results['cpu']}, 2 threads: shorter is better",
                   font_weight="bold")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" '
            f'font-family="sans-serif" font-size="13" fill="#1a202c">'
            f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>\n'
            + "\n".join([heading, legend, *parts]) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="a recorded comparison")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "figures" / "epochs.svg")
    arguments = parser.parse_args()
    svg = draw(json.loads(arguments.results.read_text(encoding="utf-8")))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(svg, encoding="utf-8")
    print(arguments.out)


if __name__ == "__main__":
    main()
