#!/usr/bin/env python3
"""Trains the models of circuit_cases.toml and tries them on wider, mapped and large circuits.

Results go to bench/results/<cpu>-circuit-models.json; a part that is measured takes the place of its
old figures.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from circuits import HERE, earlier_results, last_object, measured, parsed_arguments
from result_file import write_results

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
        rows = last_object(command)["circuits"]
        return [{**row, "circuit": Path(row["circuit"]).name} for row in rows]

    def model_data(self, case):
        data = "circuits:" + case["train"]
        if "validate" in case:
            data += ";validate=" + case["validate"]
        return f"{data};preset={case['preset']}" if "preset" in case else data

    def model(self, case):
        run, row = self.train(case["name"], self.model_data(case))
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

    def model_run(self, name):
        case = next(model for model in self.cases["model"] if model["name"] == name)
        return self.train(name, self.model_data(case))[0]

    def large_circuit(self, case):
        path = self.work / f"{case['name'].split(',')[0].replace(' ', '-')}.aig"
        if path.exists():
            return path
        if "designs" in case:
            last_object([self.heddle, "convert", "circuits:" + case["designs"], str(path), "--json"])
        else:
            last_object([self.heddle, "generate", "multiplier", "--bits", str(case["bits"]),
                         "--copies", str(case["copies"]), str(path), "--json"])
        return path

    def large(self, case):
        run, path = self.model_run(case.get("model", "csa")), self.large_circuit(case)
        limit = ["--memory", case["memory"]] if "memory" in case else []
        labels = self.work / "large.npy"
        row = measured([self.heddle, "circuit", "predict", str(path), "--run", str(run), "--set",
                        "root", "--out", str(labels), *limit, "--json"])
        out = json.loads(row.pop("out").splitlines()[-1])
        exact = self.work / "exact.npy"
        last_object([self.heddle, "circuit", "label", str(path), "--set", "root", "--out",
                     str(exact), "--json"])
        return {**row, "nodes": out["labels"], "chunk_gates": out["chunk_gates"],
                "wrong": different_bytes(labels, exact)}


def different_bytes(path, other):
    """In how many places two files of the same size differ."""
    count = 0
    with open(path, "rb") as a, open(other, "rb") as b:
        while block := a.read(1 << 20):
            against = b.read(1 << 20)
            if block != against:
                count += sum(x != y for x, y in zip(block, against))
    return count


def main():
    arguments, cases = parsed_arguments(__doc__.splitlines()[0], PARTS)
    path, results = earlier_results(arguments, "circuit-models")
    with tempfile.TemporaryDirectory() as temporary:
        bench = ModelBench(arguments.heddle, cases, arguments.work or Path(temporary))
        bench.work.mkdir(parents=True, exist_ok=True)
        for part in arguments.parts:
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
