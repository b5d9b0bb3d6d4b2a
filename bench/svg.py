"""Figures of the documentation: text and bars in SVG, without a library."""

from html import escape

GREY, DARK = "#4a5568", "#1a202c"


def text(x, y, content, **attributes):
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.0f}" y="{y:.0f}"{extra}>{escape(content)}</text>'


def bar(x, y, width, height, color):
    return (f'<rect x="{x:.1f}" y="{y:.0f}" width="{max(1.0, width):.1f}" height="{height}" '
            f'fill="{color}"/>')


def line(x1, y1, x2, y2, color, width=1):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
            f'stroke-width="{width}"/>')


def legend(x, y, step, colors):
    """A square and a name per color, `step` apart."""
    return "".join(bar(x + step * i, y, 12, 12, color) + text(x + step * i + 17, y + 11, name)
                   for i, (name, color) in enumerate(colors.items()))


def write_figure(path, width, height, parts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                    f'font-family="sans-serif" font-size="13" fill="{DARK}">'
                    f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
                    + "\n".join(parts) + "\n</svg>\n", encoding="utf-8")
    print(path)
