// docs/ir.md shows a Program exactly as it is printed, and names every pass.

#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"
#include "heddle/passes/pipeline.h"
#include "tests/support/shared_data.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace heddle::test {
namespace {

std::string document() {
  std::ifstream file(tests_file("../docs/ir.md"));
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(IrDocument, ShowsAProgramThatRoundTrips) {
  const std::string text = document(), fence = "```heddle\n";
  const size_t begin = text.find(fence);
  ASSERT_NE(begin, std::string::npos);
  const size_t first = begin + fence.size();
  const std::string example = text.substr(first, text.find("```", first) - first);
  EXPECT_EQ(print_program(parse_program(example, op_table(), "docs/ir.md")), example);
}

TEST(IrDocument, NamesEveryPass) {
  const std::string text = document();
  for (const Pass& pass : pass_table()) {
    EXPECT_NE(text.find("| `" + std::string(pass.name) + "` |"), std::string::npos) << pass.name;
    EXPECT_NE(text.find("**" + std::string(pass.name) + "**:"), std::string::npos) << pass.name;
  }
}

}  // namespace
}  // namespace heddle::test
