#!/usr/bin/env python3
"""Times labels, adders and proofs of circuit_cases.toml, and tries the prover with faulty circuits.

Every figure is that of a process, from file to file or to the verdict. Results go to
bench/results/<cpu>-circuits.json; a part that is measured takes the place of its old figures.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

from aiger_values import Circuit, product
from result_file import machine_name, read_results, write_results

HERE = Path(__file__).resolve().parent
PARTS = ["label", "adders", "proof", "faults", "abc"]
VERDICTS = {0: "PROVED", 10: "WRONG", 11: "UNKNOWN"}  # by exit code
PATTERNS = 4096  # to try a faulty circuit with that was not found wrong


class Bench:
    def __init__(self, heddle, cases, work):
        self.heddle, self.cases, self.work = heddle, cases, work

    def circuit(self, case, suffix=".aig", fault=None):
        """The file of a multiplier, and what `heddle generate` says of it."""
        family, bits = case.get("family", "array"), case["bits"]
        signed = case.get("signed", False)
        name = f"{family}-{bits}{'-signed' if signed else ''}{'' if fault is None else '-faulty'}"
        path = self.work / (name + suffix)
        flags = ["--signed"] if signed else []
        if fault is not None:
            flags += ["--fault", str(fault)]
        made = last_object([self.heddle, "generate", "multiplier", "--family", family, "--bits",
                            str(bits), *flags, str(path), "--json"])
        return path, made

    def verify(self, path, signed, *flags):
        return [self.heddle, "circuit", "verify", str(path), "--multiplier",
                "signed" if signed else "unsigned", *flags, "--json"]

    def label(self, case):
        path, _ = self.circuit(case)
        command = [self.heddle, "circuit", "label", str(path), "--set", case["set"], "--out",
                   str(self.work / "labels.npy"), "--json"]
        row = self.timed(command)
        row["classes"] = row.pop("object")["classes"]
        return row

    def adders(self, case):
        path, _ = self.circuit(case)
        row = self.timed([self.heddle, "circuit", "adders", str(path), "--out",
                          str(self.work / "adders.json"), "--json"])
        found = row.pop("object")
        return {**row, **{key: found[key] for key in ("full", "half", "checked")}}

    def proof(self, case):
        path, _ = self.circuit(case)
        certificate = self.work / "proof.txt"
        row = self.timed(self.verify(path, case.get("signed"), "--certificate", str(certificate)))
        row["verdict"] = row.pop("object")["verdict"]
        check = self.timed([self.heddle, "circuit", "check-certificate", str(path),
                            str(certificate), "--json"])
        row["certificate_holds"] = check["object"]["holds"]
        row["check_seconds_median"] = check["seconds_median"]
        row["certificate_bytes"] = certificate.stat().st_size
        return row

    def timed(self, command, runs=None):
        """Medians over runs of one command, and its last object."""
        rows = [measured(command) for _ in range(runs or self.cases["runs"])]
        seconds = [row["seconds"] for row in rows]
        return {"seconds_median": statistics.median(seconds), "seconds_min": min(seconds),
                "seconds_max": max(seconds), "runs": len(rows),
                "cpu_seconds_median": statistics.median(row["cpu_seconds"] for row in rows),
                "peak_bytes": max(row["peak_bytes"] for row in rows),
                "object": json.loads(rows[-1]["out"].splitlines()[-1])}

    def faults(self, settings):
        """Verdicts on faulty circuits; those that no product was found wrong of are counted apart."""
        combinations = [{"family": family, "bits": bits, "signed": signed}
                        for family in settings["families"] for bits in settings["bits"]
                        for signed in (False, True)]
        of_changed, of_others = Counter(), Counter()
        started = time.perf_counter()
        for index in range(settings["circuits"]):
            case = combinations[index % len(combinations)]
            path, _ = self.circuit(case, ".aag", settings["seed"] * 1_000_000 + index)
            verdict, witness = self.verdict_on_faulty(path, case, index)
            (of_others if witness is None else of_changed)[verdict] += 1
        changed = of_changed.total()
        return {"circuits": settings["circuits"], "families": settings["families"], "bits": settings["bits"],
                "changed": dict(of_changed), "wrong_share": of_changed["WRONG"] / max(changed, 1),
                "no_product_found_wrong": dict(of_others),
                "seconds": time.perf_counter() - started}

    def verdict_on_faulty(self, path, case, index):
        """The verdict, and a pair whose product is wrong by a simulation of our own, or None."""
        done = subprocess.run(self.verify(path, case["signed"]), capture_output=True, text=True)
        if done.returncode not in VERDICTS:
            sys.exit(f"{path}: {done.stderr.strip()}")
        verdict = VERDICTS[done.returncode]
        if verdict == "WRONG":
            shown = json.loads(done.stdout.splitlines()[-1])["counterexample"]
            pairs = [(int(shown["a"], 16), int(shown["b"], 16))]
        else:
            pairs = mixed_pairs(case["bits"], index)
        witness = wrong_pair(Circuit(path), pairs, case)
        if verdict == "WRONG" and witness is None:
            sys.exit(f"{path}: the counterexample {pairs[0]} is none")
        if verdict == "PROVED" and witness is not None:
            sys.exit(f"{path}: PROVED, but wrong for {witness}")
        return verdict, witness

    def abc(self, settings):
        """Verify and ABC's commands in turns."""
        abc = shutil.which("berkeley-abc")
        if abc is None:
            print("berkeley-abc is not installed: left out", file=sys.stderr)
            return None
        path, _ = self.circuit(settings)
        contenders = {"heddle": (self.verify(path, False), self.cases["runs"])}
        for command in settings["commands"]:
            text = command["command"].format(file=path)
            contenders[command["name"]] = ([abc, "-q", text],
                                           command.get("runs", self.cases["runs"]))
        rows = {name: {"command": " ".join(command).replace(str(path), path.name), "runs": []}
                for name, (command, _) in contenders.items()}
        for run in range(self.cases["runs"]):
            for name, (command, runs) in contenders.items():
                if run < runs:
                    found = measured(command)
                    rows[name]["runs"].append({key: found[key]
                                               for key in ("seconds", "cpu_seconds", "peak_bytes")})
        for row in rows.values():
            for key in ("seconds", "cpu_seconds"):
                row[key + "_median"] = statistics.median(run[key] for run in row["runs"])
                row[key + "_to_heddle"] = row[key + "_median"] / rows["heddle"][key + "_median"]
        return {"bits": settings["bits"], "rows": rows}


def measured(command):
    """Time, peak memory and standard output of a process that must succeed."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}: {err.read()[-500:]}")
        return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_bytes": usage.ru_maxrss * 1024, "out": out.read()}


def last_object(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def mixed_pairs(bits, seed):
    """Uniform, sparse and dense operands."""
    source = random.Random(seed)

    def operand():
        number = source.getrandbits(bits)
        for _ in range(source.randrange(4)):
            number &= source.getrandbits(bits)
        return number ^ (((1 << bits) - 1) if source.randrange(2) else 0)

    return [(operand(), operand()) for _ in range(PATTERNS)]


def wrong_pair(circuit, pairs, case):
    for (a, b), got in zip(pairs, circuit.products(pairs)):
        if got != product(a, b, case["bits"], case["signed"]):
            return a, b
    return None


def case_name(case):
    return " ".join(str(value) if not isinstance(value, bool) else key
                    for key, value in case.items() if value is not False)


def parsed_arguments(description, parts):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--heddle", default="build/release/heddle", help="the command line")
    parser.add_argument("--cases", type=Path, default=HERE / "circuit_cases.toml")
    parser.add_argument("--only", choices=parts, action="append", help="one part; may be repeated")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    parser.add_argument("--work", type=Path, help="folder for what is made (default: a temporary one)")
    arguments = parser.parse_args()
    arguments.parts = arguments.only or parts
    return arguments, tomllib.loads(arguments.cases.read_text(encoding="utf-8"))


def earlier_results(arguments, name):
    """The file of this machine's results, and what it holds."""
    cpu = last_object([arguments.heddle, "explain", "builtin:karate", "--json"])["cpu"]
    path = arguments.out / f"{machine_name(cpu)}-{name}.json"
    results = read_results(path) if path.exists() else {}
    results["cpu"] = cpu
    return path, results


def main():
    arguments, cases = parsed_arguments(__doc__.splitlines()[0], PARTS)
    path, results = earlier_results(arguments, "circuits")
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(arguments.heddle, cases, arguments.work or Path(temporary))
        for part in arguments.parts:
            if part in ("faults", "abc"):
                found = getattr(bench, part)(cases[part])
                if found is None:
                    continue
                results[part] = {"date": date.today().isoformat(), **found}
                print(part, json.dumps(results[part], indent=1))
            else:
                rows = []
                for case in cases[part]:
                    rows.append({**case, **getattr(bench, part)(case)})
                    print(f"{part} {case_name(case)}: {rows[-1]['seconds_median']:.3f} s "
                          f"{json.dumps(rows[-1])}", flush=True)
                results[part] = {"date": date.today().isoformat(), "rows": rows}
            write_results(path, results)
    print("results:", path)


if __name__ == "__main__":
    main()
