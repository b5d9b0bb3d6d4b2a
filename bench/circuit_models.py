#!/usr/bin/env python3
"""Trains the models of circuit_cases.toml and tries them on wider, mapped and large circuits.

Results go to bench/results/<cpu>-circuit-models.json; a part that is measured takes the place of its
old figures.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path

from circuits import HERE, last_object, measured
from result_file import machine_name, read_results, write_results

PARTS = ["model", "mapped", "large"]
LIBRARY = HERE / "no_xor.genlib"


class ModelBench:
    def __init__(self, heddle, cases, work):
        self.heddle, self.cases, self.work = heddle, cases, work

    def train(self, name, data):
        """The run directory, made unless it is there from another part."""
        run = self.work / f"run-{name}"
        row = {}
        if not run.exists():
            measurement = measured([self.heddle, "train", data, "--out", str(run), "--json"])
            row["train_seconds"] = measurement["seconds"]
        return run, row

    def evaluate(self, run, circuits, table):
        command = [self.heddle, "circuit", "evaluate", circuits, "--run", str(run), "--table", table,
                   "--json"]
        return last_object(command)["circuits"]

    def model(self, case):
        data = "circuits:" + case["train"]
        if "validate" in case:
            data += ";validate=" + case["validate"]
        run, row = self.train(case["name"], data)
        return {**row, "circuits": self.evaluate(run, case["test"], case["train"])}

    def mapped(self, case):
        if shutil.which("berkeley-abc") is None:
            print("berkeley-abc is not installed: left out", file=sys.stderr)
            return None
        items = {part: ",".join(self.mapped_item(case, bits) for bits in case[part])
                 for part in ("train", "validate", "test")}
        run, row = self.train(case["name"],
                              f"circuits:{items['train']};validate={items['validate']}")
        return {**row, "circuits": self.evaluate(run, items["test"], items["train"])}

    def mapped_item(self, case, bits):
        """FILE@GOLDEN of an array that ABC has changed."""
        golden, mapped = self.work / f"array{bits}.aig", self.work / f"{case['name']}{bits}.aig"
        last_object([self.heddle, "generate", "multiplier", "--bits", str(bits), str(golden),
                     "--json"])
        script = f"read_genlib {LIBRARY}; read {golden}; {case['script']}; write_aiger -s {mapped}"
        subprocess.run(["berkeley-abc", "-q", script], check=True, capture_output=True)
        return f"{mapped}@{golden}"

    def large(self, case):
        csa = next(model for model in self.cases["model"] if model["name"] == "csa")
        run, _ = self.train("csa", "circuits:" + csa["train"])
        path = self.work / f"array{case['bits']}x{case['copies']}.aig"
        if not path.exists():
            last_object([self.heddle, "generate", "multiplier", "--bits", str(case["bits"]),
                         "--copies", str(case["copies"]), str(path), "--json"])
        limit = ["--memory", case["memory"]] if "memory" in case else []
        labels = self.work / "large.npy"
        row = measured([self.heddle, "circuit", "predict", str(path), "--run", str(run), "--set",
                        "root", "--out", str(labels), *limit, "--json"])
        out = json.loads(row.pop("out").splitlines()[-1])
        return {**row, "nodes": out["labels"], "chunk_gates": out["chunk_gates"],
                "classes": class_counts(labels)}


def class_counts(path):
    """How often each value stands in an npy file of uint8."""
    counts = [0] * 8
    with open(path, "rb") as file:
        file.read(8)
        file.read(int.from_bytes(file.read(2), "little"))
        while block := file.read(1 << 24):
            for value, _ in enumerate(counts):
                counts[value] += block.count(bytes([value]))
    while counts and counts[-1] == 0:
        counts.pop()
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--cases", type=Path, default=HERE / "circuit_cases.toml")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    parser.add_argument("--work", type=Path, help="folder for circuits and runs (default: temporary)")
    arguments = parser.parse_args()

    cases = tomllib.loads(arguments.cases.read_text(encoding="utf-8"))
    cpu = last_object([arguments.heddle, "explain", "builtin:karate", "--json"])["cpu"]
    path = arguments.out / f"{machine_name(cpu)}-circuit-models.json"
    results = read_results(path) if path.exists() else {}
    results["cpu"] = cpu
    with tempfile.TemporaryDirectory() as temporary:
        bench = ModelBench(arguments.heddle, cases, arguments.work or Path(temporary))
        bench.work.mkdir(parents=True, exist_ok=True)
        for part in arguments.only or PARTS:
            rows = []
            for case in cases[part]:
                found = getattr(bench, part)(case)
                if found is None:
                    continue
                rows.append({**case, **found})
                print(part, json.dumps(rows[-1], indent=1), flush=True)
            results[part] = {"date": date.today().isoformat(), "rows": rows}
            write_results(path, results)
    print("results:", path)


if __name__ == "__main__":
    main()
