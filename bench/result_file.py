"""Files of recorded results, one per machine."""

import json
import os
import re
import sys


def machine_name(cpu):
    """The name of a CPU as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", cpu.lower()).strip("-") or "unknown-cpu"


def read_results(path):
    """Ends the program with one line if the file cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: no recorded results: {error}")


def write_results(path, results):
    """Through a temporary file: an interrupted run leaves the old results."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
