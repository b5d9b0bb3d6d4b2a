"""Rows of figures from the measurements of a case, and their table."""

import statistics


def summarize(runs_by_system):
    """A row for each system; runs_by_system: name -> list of measurements, one per process."""
    rows = [row_of(name, runs) for name, runs in runs_by_system.items()]
    best = min((row["median_seconds"] for row in rows
                if row["system"].startswith("pyg") and "error" not in row), default=None)
    for row in rows:
        if best is not None and "error" not in row:
            row["times_as_fast_as_best_pyg"] = best / row["median_seconds"]
    return rows


def row_of(name, runs):
    failed = [run for run in runs if "error" in run]
    if failed or not runs:
        return {"system": name, "error": failed[0]["error"] if failed else "not run", "runs": runs}
    seconds = [value for run in runs for value in run["epoch_seconds"]]
    medians = [statistics.median(run["epoch_seconds"]) for run in runs]
    median = statistics.median(seconds)
    return {"system": name,
            "median_seconds": median,
            "min_seconds": min(seconds),
            # How far the processes are apart.
            "spread": (max(medians) - min(medians)) / median,
            "peak_memory_bytes": max(run["peak_memory_bytes"] for run in runs),
            "parameters": runs[0]["parameters"],
            "runs": runs}


def different_models(rows):
    """The parameter counts of a case if its systems disagree about them, else None."""
    counts = {row["system"]: row["parameters"] for row in rows if "parameters" in row}
    return counts if len(set(counts.values())) > 1 else None


HEADER = (f"{'case':<22} {'system':<16} {'median':>10} {'min':>10} {'spread':>7} {'memory':>9} "
          f"{'vs best PyG':>12}")


def table_lines(case_name, rows):
    for row in rows:
        start = f"{case_name:<22} {row['system']:<16}"
        if "error" in row:
            yield f"{start} {row['error']}"
            continue
        ratio = row.get("times_as_fast_as_best_pyg")
        median, least = 1e3 * row["median_seconds"], 1e3 * row["min_seconds"]
        memory = row["peak_memory_bytes"] / 2**30
        yield (f"{start} {median:>7.1f} ms {least:>7.1f} ms {100 * row['spread']:>5.0f} % "
               f"{memory:>5.2f} GiB " + (f"{ratio:>10.2f} x" if ratio else f"{'-':>12}"))
