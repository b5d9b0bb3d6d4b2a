// The public benchmark circuits: read with the numbers that their description states, and they
// compute what their names say.

#include "heddle/base/json.h"
#include "heddle/circuits/aig_structure.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/simulate.h"
#include "heddle/graph/io/byte_source.h"
#include "tests/support/shared_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace heddle {
namespace {

namespace fs = std::filesystem;

// The circuits of a folder, by its meta.json.
ParsedJson described_circuits(const fs::path& folder) {
  const ParsedJson meta = parse_json(read_text_file(folder / "meta.json", 1 << 20));
  ParsedJson circuits = ParsedJson::array();
  for (const ParsedJson& file : meta["files"]) {
    if (file["file"].get<std::string>().ends_with(".aig")) circuits.push_back(file);
  }
  return circuits;
}

void expect_described(const fs::path& folder, const ParsedJson& description) {
  const std::string file = description["file"];
  const Aig aig = read_circuit(folder / file);
  aig.validate();
  EXPECT_EQ(aig.inputs, description["inputs"]) << file;
  EXPECT_EQ(aig.outputs.size(), description["outputs"]) << file;
  EXPECT_EQ(aig.ands.size(), description["ands"]) << file;
  const std::vector<int32_t> depth = levels(aig);
  int32_t deepest = 0;
  for (const Literal output : aig.outputs) deepest = std::max(deepest, depth[variable_of(output)]);
  EXPECT_EQ(deepest, description["levels"]) << file;
}

class RealCircuits : public testing::TestWithParam<const char*> {};

TEST_P(RealCircuits, AreReadAsDescribed) {
  const std::string name = std::string("circuits/") + GetParam();
  HEDDLE_REQUIRE_SHARED_DATA(name);
  const ParsedJson circuits = described_circuits(test::shared_data(name));
  EXPECT_GE(circuits.size(), 9U);
  for (const ParsedJson& circuit : circuits) expect_described(test::shared_data(name), circuit);
}

INSTANTIATE_TEST_SUITE_P(Sets, RealCircuits, testing::Values("epfl", "iscas85", "iwls2005"));

using Words = std::vector<uint64_t>;  // a number, the least significant word first

// Sets the inputs first ... first + 64 * words in pattern 0.
void set_number(Simulation& simulation, int64_t first, const Words& number) {
  for (size_t bit = 0; bit < 64 * number.size(); ++bit) {
    simulation.input(first + static_cast<int64_t>(bit))[0] = number[bit / 64] >> bit % 64 & 1;
  }
}

bool output_bit(const Simulation& simulation, const Aig& aig, size_t output) {
  return (simulation.word(aig.outputs[output], 0) & 1) != 0;
}

Words random_words(std::mt19937_64& random, size_t count) {
  Words words(count);
  std::generate(words.begin(), words.end(), std::ref(random));
  return words;
}

TEST(EpflCircuits, TheAdderAdds) {
  HEDDLE_REQUIRE_SHARED_DATA("circuits/epfl");
  const Aig aig = read_circuit(test::shared_data("circuits/epfl") / "arithmetic" / "adder.aig");
  std::mt19937_64 random(1);
  Simulation simulation(aig, 1);
  for (int round = 0; round < 20; ++round) {
    const Words a = random_words(random, 2);
    const Words b = random_words(random, 2);
    set_number(simulation, 0, a);
    set_number(simulation, 128, b);
    simulation.run();
    bool carry = false;
    for (size_t bit = 0; bit < 128; ++bit) {
      const int sum = static_cast<int>(a[bit / 64] >> bit % 64 & 1) +
                      static_cast<int>(b[bit / 64] >> bit % 64 & 1) + (carry ? 1 : 0);
      ASSERT_EQ(output_bit(simulation, aig, bit), sum % 2 == 1) << bit;
      carry = sum > 1;
    }
    EXPECT_EQ(output_bit(simulation, aig, 128), carry);
  }
}

TEST(EpflCircuits, TheMultiplierMultiplies) {
  HEDDLE_REQUIRE_SHARED_DATA("circuits/epfl");
  const Aig aig =
      read_circuit(test::shared_data("circuits/epfl") / "arithmetic" / "multiplier.aig");
  std::mt19937_64 random(2);
  Simulation simulation(aig, 1);
  for (int round = 0; round < 20; ++round) {
    const uint64_t a = random();
    const uint64_t b = random();
    set_number(simulation, 0, {a});
    set_number(simulation, 64, {b});
    simulation.run();
    __extension__ using Product = unsigned __int128;
    const Product product = Product{a} * b;
    for (size_t bit = 0; bit < 128; ++bit) {
      ASSERT_EQ(output_bit(simulation, aig, bit), (product >> bit & 1) == 1) << bit;
    }
  }
}

}  // namespace
}  // namespace heddle
