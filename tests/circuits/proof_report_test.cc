#if HEDDLE_HAVE_GMP
#include "heddle/circuits/verify/proof_report.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/verify/adder_picture.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heddle {
namespace {

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string report_of(const Aig& aig) {
  const MultiplierProof proof =
      prove_multiplier(aig, halves_of_inputs(aig), false, scan_adders(aig));
  return proof_report_html({"a<b>.aig", "the product", 0.5}, aig, proof);
}

TEST(ProofReport, ShowsWhatWasFound) {
  const std::string proved = report_of(make_multiplier({.bits = 4}));
  EXPECT_NE(proved.find("PROVED"), std::string::npos);
  EXPECT_NE(proved.find("a&lt;b&gt;.aig"), std::string::npos);
  EXPECT_EQ(count_of(proved, "<svg"), 1U);
  EXPECT_EQ(proved.find("Where it is wrong"), std::string::npos);
  const std::string wrong = report_of(test::circuit(2, {{2, 4}}, {7, 0}));
  EXPECT_NE(wrong.find("Where it is wrong"), std::string::npos);
  EXPECT_EQ(count_of(wrong, "<svg"), 0U);
}

TEST(AdderPicture, CountsEveryAdderOnce) {
  const std::vector<PicturedAdder> few = {{0, 2, false}, {1, 5, true}, {1, 5, true}};
  const std::string small = adder_picture_svg(few);
  EXPECT_EQ(count_of(small, "<rect"), 2U);
  EXPECT_NE(small.find("columns 1, levels 5: 2 full, 0 half adders"), std::string::npos);
  std::vector<PicturedAdder> many;
  for (int64_t i = 0; i < 2000; ++i) many.push_back({i, 3 * i, true});
  const std::string large = adder_picture_svg(many);
  EXPECT_LE(count_of(large, "<rect"), 320U);
  EXPECT_NE(large.find("columns 0 to 12, levels 0 to 37: 13 full, 0 half adders"),
            std::string::npos);
}

}  // namespace
}  // namespace heddle
#endif
