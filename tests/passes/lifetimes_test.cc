#include "heddle/passes/lifetimes.h"

#include "heddle/ir/parser.h"
#include "heddle/ops/op_list.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

// Rows of 9 x 4 doubles have 288 bytes.
Program example() {
  return parse_program(
      "heddle_format 1\n"
      "program \"p\" streams 0\n"
      "space nodes: nodes 9\n"
      "%0 = input() {constant=true, name=\"x\"} : f64[nodes,4]\n"
      "once %1 = relu(%0) : f64[nodes,4]\n"
      "%2 = scale(%1) {factor=2.0} : f64[nodes,4]\n"
      "%3 = reshape_heads(%2) {heads=2} : f64[nodes,4/2]\n"
      "%4 = relu(%0) : f64[nodes,4]\n"
      "%5 = relu(%3) : f64[nodes,4/2]\n"
      "%6 = add(%5, %3) : f64[nodes,4/2]\n"
      "%7 = scale(%4) {factor=2.0} : f64[nodes,4]\n"
      "output \"y\" = %6\n",
      op_table());
}

TEST(Lifetimes, CountReadsThroughAliases) {
  const Program program = example();
  const Lifetimes lifetimes(program);
  EXPECT_EQ(lifetimes.base({3, 0}), (Value{2, 0}));
  EXPECT_EQ(lifetimes.readers({2, 0}), (std::vector<int32_t>{5, 6}));
  EXPECT_EQ(lifetimes.last_use({2, 0}), 6);
  EXPECT_EQ(lifetimes.last_use({7, 0}), 7);  // nobody reads it
  for (const int32_t node : {0, 1, 6}) {
    EXPECT_EQ(lifetimes.last_use({node, 0}), Lifetimes::kForever) << node;
  }
}

TEST(Lifetimes, AddUpWhatIsAlive) {
  const Program program = example();
  const Lifetimes lifetimes(program);
  std::vector<int64_t> buffers;
  for (const int64_t bytes : lifetimes.live_bytes()) buffers.push_back(bytes / 288);
  EXPECT_EQ(buffers, (std::vector<int64_t>{0, 0, 1, 1, 2, 3, 4, 3}));
}

}  // namespace
}  // namespace heddle
