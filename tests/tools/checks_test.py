"""The checks of tools/ find what they are for, and nothing else."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import check_lengths  # noqa: E402
import check_links  # noqa: E402
import check_rooms  # noqa: E402
import check_text  # noqa: E402

RULE = "`base < hardware, tensor < kernels < apps, python`.\n"


def problems(check, files):
    """What `check` says of a project with these files, as "file:line message" strings."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return [f"{file}:{line} {message}" for file, line, message in check(root, sorted(files))]


def room_problems(files):
    rooms = {name.split("/")[2] for name in files
             if name.startswith("src/heddle/") and name.count("/") > 2}
    readmes = {f"src/heddle/{room}/README.md": "# room\n" for room in rooms}
    return problems(check_rooms.check, {"docs/architecture.md": RULE, **readmes, **files})


class Rooms(unittest.TestCase):
    def test_left_and_own_room_are_allowed(self):
        self.assertEqual([], room_problems({
            "src/heddle/tensor/a.cc": '#include "heddle/tensor/a.h"\n#include "heddle/base/b.h"\n',
            "apps/heddle/main.cc": '#include "heddle/kernels/k.h"\n',
            "src/heddle/heddle.h": '#include "heddle/kernels/k.h"\n'}))

    def test_right_is_refused_with_its_line(self):
        found = room_problems({"src/heddle/base/a.h": '\n#include "heddle/tensor/t.h"\n'})
        self.assertEqual(1, len(found))
        self.assertIn("src/heddle/base/a.h:2 base may not include heddle/tensor/t.h", found[0])

    def test_comma_is_refused_both_ways(self):
        for room, other in (("hardware", "tensor"), ("tensor", "hardware")):
            self.assertEqual(1, len(room_problems(
                {f"src/heddle/{room}/a.h": f'#include "heddle/{other}/b.h"\n'})))

    def test_unknown_room_and_relative_include_are_refused(self):
        self.assertEqual(1, len(room_problems({"src/heddle/attic/a.h": ""})))
        self.assertEqual(1, len(room_problems(
            {"src/heddle/base/a.h": '#include "heddle/attic/b.h"\n'})))
        self.assertEqual(1, len(room_problems({"src/heddle/base/a.h": '#include "../b.h"\n'})))

    def test_foreign_headers_have_their_places(self):
        for header, place in (('"hwy/highway.h"', "kernels/cpu"), ("<cpuid.h>", "hardware"),
                              ('"oneapi/dnnl/dnnl.hpp"', "kernels/cpu"), ("<omp.h>", "base"),
                              ("<cuda_runtime.h>", "kernels/cuda")):
            include = f"#include {header}\n"
            self.assertEqual([], room_problems({f"src/heddle/{place}/a.cc": include}))
            self.assertEqual(1, len(room_problems({"src/heddle/tensor/a.cc": include})), header)
        self.assertEqual([], room_problems(
            {"src/heddle/hardware/cuda_device.cc": "#include <cuda_runtime.h>\n"}))
        parser = "#include <CLI/CLI.hpp>\n"
        self.assertEqual([], room_problems({"apps/heddle/command_line.cc": parser}))
        self.assertEqual(1, len(room_problems({"apps/heddle/main.cc": parser})))

    def test_openmp_only_in_base(self):
        pragma = "#pragma omp parallel for\n"
        self.assertEqual([], room_problems({"src/heddle/base/a.h": pragma}))
        self.assertEqual(1, len(room_problems({"src/heddle/kernels/a.cc": pragma})))

    def test_readme_is_there_and_short(self):
        rule = {"docs/architecture.md": RULE, "src/heddle/base/a.h": ""}
        self.assertEqual(1, len(problems(check_rooms.check, rule)))
        long_readme = {**rule, "src/heddle/base/README.md": "line\n" * 26}
        self.assertEqual(1, len(problems(check_rooms.check, long_readme)))

    def test_rule_must_be_there(self):
        self.assertEqual(1, len(problems(check_rooms.check, {"docs/architecture.md": "nothing\n"})))
        self.assertEqual(1, len(problems(check_rooms.check, {"README.md": "\n"})))


class Lengths(unittest.TestCase):
    def test_lines(self):
        self.assertEqual([], problems(check_lengths.check, {"src/a.cc": "x\n" * 600}))
        self.assertEqual(1, len(problems(check_lengths.check, {"src/a.cc": "x\n" * 601})))
        self.assertEqual([], problems(check_lengths.check, {"data.csv": "x\n" * 601}))

    def test_vague_folders(self):
        self.assertEqual(1, len(problems(check_lengths.check, {"src/utils/a.cc": ""})))
        self.assertEqual([], problems(check_lengths.check, {"src/utils.cc": ""}))


class Text(unittest.TestCase):
    def test_each_rule(self):
        for text in ("x \n", "\tx\n", "no newline", "<<<<<<< ours\n"):
            self.assertEqual(1, len(problems(check_text.check, {"a.py": text})), repr(text))
        self.assertEqual([], problems(check_text.check, {"a.py": "x\n", "tests/golden/g": "x \n"}))
        self.assertEqual(1, len(problems(check_text.check, {"a.txt": "x\n" * (1 << 20)})))


class Links(unittest.TestCase):
    def test_links(self):
        page = "[a](b.md) [c](b.md#part) [web](https://x.y/z)\n```\n[no](link)\n```\n`[no](link)`\n"
        self.assertEqual([], problems(check_links.check, {"d/a.md": page, "d/b.md": "\n"}))
        self.assertEqual(1, len(problems(check_links.check, {"d/a.md": "[a](../b.md)\n"})))


if __name__ == "__main__":
    unittest.main()
