// Circuits on the command line: what info says of them, convert, and how bad ones are refused.

#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace heddle::test {
namespace {

// AND 4 repeats AND 3; the output depends on neither AND 3 nor AND 5.
constexpr const char* kCircuit =
    "aag 5 2 0 1 3\n2\n4\n9\n6 4 2\n8 4 2\n10 5 2\ni0 a\ni1 b\no0 nand\n";

class Circuits : public testing::Test {
 protected:
  CliResult run(const Arguments& arguments) { return run_cli(arguments, {folder_.path()}); }

  void expect_refused(const Arguments& arguments, int code, const std::vector<std::string>& parts) {
    const CliResult result = run(arguments);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
    for (const std::string& part : parts) {
      EXPECT_NE(result.err.find(part), std::string::npos) << part << " is not in: " << result.err;
    }
  }

  TempDir folder_;
};

TEST_F(Circuits, Info) {
  folder_.write("c.aag", kCircuit);
  const CliResult text = run({"info", "c.aag"});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("2 dangling, 1 duplicate, 0 trivial"), std::string::npos) << text.out;
  const CliResult json = run({"info", "c.aag", "--json"});
  EXPECT_EQ(json.json()["ands"], 3);
  EXPECT_EQ(json.json()["levels"], 1);
}

TEST_F(Circuits, ConvertKeepsTheGates) {
  folder_.write("c.aag", kCircuit);
  const CliResult result = run({"convert", "c.aag", "d.aig", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["ands"], 3);
  EXPECT_EQ(run({"convert", "d.aig", "e.aag"}).code, 0);
  EXPECT_EQ(read_text(folder_.path() / "e.aag"), kCircuit);
}

TEST_F(Circuits, ConvertHashes) {
  folder_.write("c.aag", kCircuit);
  EXPECT_EQ(run({"convert", "c.aag", "d.aag", "--hash"}).code, 0);
  EXPECT_EQ(read_text(folder_.path() / "d.aag"),
            "aag 3 2 0 1 1\n2\n4\n7\n6 4 2\ni0 a\ni1 b\no0 nand\n");
}

TEST_F(Circuits, ConvertReadsBlifAndYosysJson) {
  folder_.write("c.blif", ".model m\n.inputs a b\n.outputs y\n.gate nand2 a=a b=b O=y\n.end\n");
  folder_.write("c.genlib", "GATE nand2 2 O=!(a*b);\n");
  EXPECT_EQ(run({"convert", "c.blif", "c.aag", "--genlib", "c.genlib"}).code, 0);
  const std::string nand = "aag 3 2 0 1 1\n2\n4\n7\n6 4 2\ni0 a\ni1 b\no0 y\n";
  EXPECT_EQ(read_text(folder_.path() / "c.aag"), nand);
  folder_.write("c.json",
                R"({"modules": {"m": {"ports": {"a": {"direction": "input", "bits": [2]},
                    "b": {"direction": "input", "bits": [3]},
                    "y": {"direction": "output", "bits": [4]}},
                    "cells": {"c": {"type": "$_NAND_",
                                    "connections": {"A": [2], "B": [3], "Y": [4]}}}}}})");
  EXPECT_EQ(run({"convert", "c.json", "d.aag", "--top", "m"}).code, 0);
  EXPECT_EQ(read_text(folder_.path() / "d.aag"), nand);
}

TEST_F(Circuits, BadFiles) {
  folder_.write("short.aig", "aig 2147483647 0 0 0 2147483647\n");
  expect_refused({"info", "short.aig"}, 3, {"heddle: short.aig: 0 bytes behind the first line"});
  folder_.write("cycle.aag", "aag 2 1 0 0 1\n2\n4 2 4\n");
  expect_refused({"convert", "cycle.aag", "out.aig"}, 3, {"cycle.aag:3: this AND depends"});
  folder_.write("latch.aig", "aig 1 0 1 0 0\n2\n");
  expect_refused({"info", "latch.aig"}, 4, {"latch.aig: 1 latches: sequential circuits"});
  expect_refused({"info", "absent.aig"}, 3, {"absent.aig"});
  folder_.write("c.blif", ".model m\n.inputs a\n.outputs q\n.latch a q 0\n.end\n");
  expect_refused({"convert", "c.blif", "out.aig"}, 4, {"c.blif:4: .latch: sequential circuits"});
  folder_.write("c.json", R"({"modules": {"m": {"cells": {"c": {"type": "$add"}}}}})");
  expect_refused({"convert", "c.json", "out.aig"}, 4, {"$add", "'synth; abc -g AND'"});
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out.aig"));
}

TEST_F(Circuits, Usage) {
  folder_.write("c.aag", kCircuit);
  expect_refused({"convert", "c.aag", "folder"}, 2, {"folder: a circuit is written as *.aig"});
  expect_refused({"info", "c.aag", "--directed"}, 2, {"--directed and --undirected are for"});
  expect_refused({"info", "builtin:karate", "--top", "m"}, 2, {"--genlib and --top are for circ"});
  expect_refused({"convert", "builtin:karate", "folder", "--hash"}, 2, {"--hash is for circuits"});
}

TEST_F(Circuits, GenerateMultiplier) {
  const CliResult result =
      run({"generate", "multiplier", "--family", "booth", "--bits", "64", "m.aig", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.json()["ands"], 27597);
  EXPECT_EQ(run({"info", "m.aig", "--json"}).json()["levels"], result.json()["levels"]);
  EXPECT_EQ(
      run({"generate", "multiplier", "m.aag", "--bits", "3", "--signed", "--copies", "4",
           "--adder-style", "majority", "--family", "wallace", "--final-adder", "kogge-stone"})
          .code,
      0);
  EXPECT_EQ(run({"info", "m.aag", "--json"}).json()["inputs"], 24);
}

TEST_F(Circuits, GenerateMultiplierWithAFault) {
  const CliResult result =
      run({"generate", "multiplier", "m.aig", "--bits", "8", "--fault", "1", "--json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.err.find("AND "), std::string::npos) << result.err;
  EXPECT_NE(result.err.find(", not 0x"), std::string::npos) << result.err;
  EXPECT_EQ(result.json()["ands"], 424);
}

TEST_F(Circuits, GenerateMultiplierRefuses) {
  const std::string verb = "generate", name = "multiplier";
  expect_refused({verb, name, "m.aig"}, 2, {"--bits"});
  expect_refused({verb, name, "--bits", "8"}, 2, {"FILE"});
  expect_refused({verb, name, "m.aig", "--bits", "0"}, 2, {"--bits"});
  expect_refused({verb, name, "m.v", "--bits", "8"}, 2, {"m.v", "*.aig"});
  expect_refused({verb, name, "m.aig", "--bits", "8", "--family", "karatsuba"}, 2, {"--family"});
  expect_refused({verb, name, "m.aig", "--bits", "8", "--fault", "1", "--copies", "2"}, 2,
                 {"--copies"});
  expect_refused({verb, name, "m.aig", "--bits", "8", "--final-adder", "kogge-stone"}, 3,
                 {"Kogge-Stone"});
  expect_refused({verb, name, "m.aig", "--bits", "50000"}, 4, {"variables"});
}

}  // namespace
}  // namespace heddle::test
