"""The files that the checks of this folder look at."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def project_files(root=ROOT):
    """Paths relative to `root` of all files that git tracks or would add, sorted."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, stdout=subprocess.PIPE).stdout.decode()
    names = sorted(set(filter(None, listed.split("\0"))))
    return [name for name in names if (root / name).is_file()]


def read_text(path):
    return path.read_text(encoding="utf-8", errors="replace")


def report(problems):
    """Prints (file, line, message) triples; returns the exit status."""
    for file, line, message in problems:
        print(f"{file}:{line}: {message}")
    return 1 if problems else 0


def main(check):
    sys.exit(report(check(ROOT, project_files())))
