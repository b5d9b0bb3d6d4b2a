// Programs of 100,000 nodes are built, verified, printed and parsed in about linear time.

#include "heddle/base/timer.h"
#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ir/verifier.h"
#include "tests/ir/test_ops.h"

#include <gtest/gtest.h>

namespace heddle::test {
namespace {

constexpr int kLayers = 25000;  // four nodes each

Program deep_program() {
  Program program;
  program.name = "deep";
  Builder builder(program);
  const Value a = builder.adjacency("graph", small_adjacency(builder), {});
  Value h = builder.input("x", node_rows(builder, 4), true);
  for (int layer = 0; layer < kLayers; ++layer) {
    const Scope scope(builder, "layer" + std::to_string(layer));
    const Value w = builder.parameter("w", node_rows(builder, 4), {InitializerKind::kOnes});
    h = builder.append(kGather, {a, h});
    h = builder.append(kMerge, {h, w, kNoValue});
    const std::vector<Value> pair = builder.append_multi(kPair, {h});
    h = pair[1];
    builder.update(builder.scope() + "w", h);
  }
  builder.output("y", h);
  return program;
}

// A quadratic step anywhere takes minutes; the limit leaves room for a loaded machine.
TEST(LargeProgram, IsBuiltVerifiedPrintedAndParsedInSeconds) {
  const Timer timer;
  const Program program = deep_program();
  const double built = timer.seconds();
  verify(program);
  const double verified = timer.seconds();
  const std::string text = print_program(program);
  const double printed = timer.seconds();
  const Program parsed = parse_program(text, test_ops());
  const double all = timer.seconds();
  EXPECT_EQ(parsed.nodes.size(), 4U * kLayers + 2);
  EXPECT_EQ(parsed.updates.size(), static_cast<size_t>(kLayers));
  EXPECT_LT(all, 20) << "seconds: build " << built << ", verify " << verified - built << ", print "
                     << printed - verified << ", parse " << all - printed;
  RecordProperty("seconds_build", std::to_string(built));
  RecordProperty("seconds_all", std::to_string(all));
}

}  // namespace
}  // namespace heddle::test
