#include "heddle/circuits/io/circuit_file.h"

#include "heddle/circuits/io/aiger_reader.h"
#include "tests/support/expect_error.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace heddle {
namespace {

TEST(CircuitFile, KnownByName) {
  const test::TempDir folder;
  for (const char* name : {"a.aig", "b/c.aag", "a.b.aig.gz", "a.blif", "a.json"})
    EXPECT_TRUE(is_circuit_file(name));
  for (const char* name : {"a.csv", "aig", "a.aig.zip", "edges.gz"}) {
    EXPECT_FALSE(is_circuit_file(name)) << name;
  }
  std::filesystem::create_directory(folder.path() / "set.aig");
  EXPECT_FALSE(is_circuit_file(folder.path() / "set.aig"));
  EXPECT_TRUE(is_writable_circuit_file("a.aag"));
  EXPECT_FALSE(is_writable_circuit_file("a.aig.gz"));
}

TEST(CircuitFile, EitherKindOfAigerWhateverTheName) {
  const test::TempDir folder;
  const Aig aig = read_circuit(folder.write("binary.aag", "aig 3 2 0 1 1\n7\n\x02\x02"));
  EXPECT_EQ(read_circuit(folder.write("ascii.aig", "aag 3 2 0 1 1\n2\n4\n7\n6 4 2\n")), aig);
  for (const char* name : {"out.aig", "out.aag"}) {
    write_circuit(aig, folder.path() / name);
    EXPECT_EQ(read_circuit(folder.path() / name), aig);
  }
  EXPECT_LT(std::filesystem::file_size(folder.path() / "out.aig"),
            std::filesystem::file_size(folder.path() / "out.aag"));
}

TEST(CircuitFile, OtherNames) {
  test::expect_error(ErrorKind::kInvalidArgument, {"a.txt", "*.aig"},
                     [] { read_circuit("a.txt"); });
  test::expect_error(ErrorKind::kInvalidArgument, {"a.txt", "*.aig or *.aag"},
                     [] { write_circuit(Aig{}, "a.txt"); });
  test::expect_error(ErrorKind::kIo, {"absent.aig"}, [] { read_circuit("absent.aig"); });
}

TEST(CircuitFile, BlifWithItsGates) {
  const test::TempDir folder;
  const auto blif =
      folder.write("a.blif", ".model m\n.inputs a\n.outputs y\n.gate inv a=a O=y\n.end\n");
  const auto genlib = folder.write("a.genlib", "GATE inv 1 O=!a;\n");
  EXPECT_EQ(read_circuit(blif, {.genlib = genlib, .top = ""}).outputs, (std::vector<Literal>{3}));
  test::expect_error(ErrorKind::kInvalidArgument, {"a.blif:4", "genlib"},
                     [&] { read_circuit(blif); });
}

TEST(CircuitFile, YosysWithItsTopModule) {
  const auto json = test::tests_file("fuzz/corpus/yosys_json/adder.json");
  EXPECT_EQ(read_circuit(json), read_circuit(json, {.genlib = {}, .top = "adder"}));
  test::expect_error(ErrorKind::kInvalidArgument, {"no module 'sub'"},
                     [&] { read_circuit(json, {.genlib = {}, .top = "sub"}); });
}

TEST(CircuitFile, OptionsOfAnotherFormat) {
  test::expect_error(ErrorKind::kInvalidArgument, {"a.aig: has no use for a genlib file"},
                     [] { read_circuit("a.aig", {.genlib = "b", .top = ""}); });
  test::expect_error(ErrorKind::kInvalidArgument, {"a.blif: has no top module to choose"},
                     [] { read_circuit("a.blif", {.genlib = {}, .top = "b"}); });
}

// ABC ends its files with a comment that holds zero bytes, with and without a line end before it.
TEST(CircuitFile, FilesThatAbcWrote) {
  const Aig aig = read_aiger(test::tests_file("fuzz/corpus/aiger/abc.aig"));
  EXPECT_EQ(aig.ands.size(), 6U);
  EXPECT_EQ(aig.input_names.front(), "G1");
  EXPECT_EQ(aig.output_names.back(), "G17");
  EXPECT_EQ(read_aiger(test::tests_file("fuzz/corpus/aiger/abc_gia.aig")), aig);
}

}  // namespace
}  // namespace heddle
