"""The cases of cases.toml, each as one flat dictionary."""

import pathlib
import tomllib

CASE_FILE = pathlib.Path(__file__).with_name("cases.toml")


def read_case_file():
    return tomllib.loads(CASE_FILE.read_text(encoding="utf-8"))


def read_cases():
    """Name -> settings: those of the case, its model, its data set and all trainings."""
    content = read_case_file()
    cases = {}
    for entry in content["case"]:
        name = f"{entry['data']}-{entry['model']}"
        cases[name] = {**content["training"], **content["data"][entry["data"]],
                       **content["model"][entry["model"]], **entry, "name": name}
    return cases
