#include "heddle/circuits/learn/circuit_list.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/io/circuit_file.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <sstream>

namespace heddle {
namespace {

std::vector<std::string> names_of(std::string_view items) {
  std::vector<std::string> names;
  for (const NamedCircuit& circuit : read_circuit_list(items)) names.push_back(circuit.name);
  return names;
}

TEST(CircuitList, NamesMultipliersByFamilyAndWidth) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of("array:3"), Names{"array:3"});
  EXPECT_EQ(names_of("booth:2-4"), (Names{"booth:2", "booth:3", "booth:4"}));
  EXPECT_EQ(names_of("dadda:2-9/3"), (Names{"dadda:2", "dadda:5", "dadda:8"}));
  EXPECT_EQ(names_of("wallace:4-4/7,carry-save:2"), (Names{"wallace:4", "carry-save:2"}));
  EXPECT_EQ(names_of("booth-signed/mux:4"), Names{"booth-signed/mux:4"});
}

TEST(CircuitList, MakesTheMultipliersThatItNames) {
  const std::vector<NamedCircuit> circuits =
      read_circuit_list("array:3,booth-signed:4,carry-save-signed/sum-of-products:3,dadda/or:2-3");
  ASSERT_EQ(circuits.size(), 5U);
  EXPECT_EQ(circuits[0].aig, make_multiplier({.bits = 3}));
  EXPECT_EQ(circuits[1].aig, make_multiplier({MultiplierFamily::kBooth, 4, true}));
  EXPECT_EQ(circuits[2].aig,
            make_multiplier({MultiplierFamily::kCarrySave, 3, true, AdderStyle::kSumOfProducts}));
  EXPECT_EQ(circuits[4].aig,
            make_multiplier({MultiplierFamily::kDadda, 3, false, AdderStyle::kOr}));
}

TEST(CircuitList, ReadsFiles) {
  const test::TempDir folder;
  const Aig aig = test::circuit(2, {{2, 5}}, {7});
  const std::string path = (folder.path() / "x:8.aag").string();
  write_circuit(aig, path);
  const std::vector<NamedCircuit> circuits = read_circuit_list("array:2," + path);
  ASSERT_EQ(circuits.size(), 2U);
  EXPECT_EQ(circuits[1].name, path);
  EXPECT_EQ(circuits[1].aig, aig);
}

TEST(CircuitList, NamesTheItemThatIsWrong) {
  std::istringstream items(
      "array array: array:x array:0 array:-4 array:8-4 array:4- array:4/ array:4-8/ array:4-8/0 "
      "array:4-8/-2 array:4:8 array:4-8-9 array:4-8/2/2 arrays:4 array-unsigned:4 array/:4 "
      "array/xor:4 array/mux/or:4 -signed:4 :4 notes.txt array:1-1001 "
      "array:1-9223372036854775807 array:99999999999999999999");
  for (std::string item; items >> item;) {
    test::expect_error(ErrorKind::kInvalidArgument,
                       {"circuits: '" + item + "', need the path", "array, carry-save", "booth:16"},
                       [&] { read_circuit_list("booth:4," + item); });
  }
}

TEST(CircuitList, StopsBeforeWidthsOverflow) {
  EXPECT_EQ(names_of("array:4-8/9223372036854775807"), std::vector<std::string>{"array:4"});
}

TEST(CircuitList, HasNoEmptyItems) {
  for (const char* items : {"", ",", "array:4,", ",array:4", "array:4,,array:5"}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"circuits: "},
                       [&] { read_circuit_list(items); });
  }
}

TEST(CircuitList, PassesOnWhatReadersAndGeneratorsSay) {
  test::expect_error(ErrorKind::kIo, {"none.aig"}, [] { read_circuit_list("none.aig"); });
  test::expect_error(ErrorKind::kUnsupported, {"100000 bits"},
                     [] { read_circuit_list("array:100000"); });
  test::expect_error(ErrorKind::kUnsupported, {"9223372036854775806 bits"},
                     [] { read_circuit_list("array:9223372036854775806-9223372036854775807"); });
}

}  // namespace
}  // namespace heddle
