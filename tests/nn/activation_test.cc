#include "heddle/nn/activation.h"

#include "heddle/ops/relu.h"
#include "heddle/ops/scatter_columns.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle {
namespace {

using Kind = ActivationChoice::Kind;

TEST(Activation, ReadsWhatItsFormsSay) {
  EXPECT_EQ(parse_activation("auto")->kind, Kind::kOwn);
  EXPECT_EQ(parse_activation("elu")->kind, Kind::kElu);
  EXPECT_EQ(parse_activation("maxk:32")->kind, Kind::kMaxk);
  EXPECT_EQ(parse_activation("maxk:32")->kept, 32);
  EXPECT_EQ(parse_activation("maxk:32")->group, 0);
  EXPECT_EQ(parse_activation("dynamic_relu:8")->kind, Kind::kDynamicRelu);
  EXPECT_EQ(parse_activation("dynamic_relu:8")->kept, 8);
  EXPECT_EQ(parse_activation("group_maxk:2/16")->kept, 2);
  EXPECT_EQ(parse_activation("group_maxk:2/16")->group, 16);
}

TEST(Activation, RefusesEverythingElse) {
  for (const char* text : {"", "Relu", "maxk", "maxk:", "maxk:0", "maxk:-1", "maxk:1.5", "maxk:3 ",
                           "maxk:65537", "maxk:99999999999999999999", "group_maxk:2",
                           "group_maxk:2/", "group_maxk:3/2", "group_maxk:/2", "dynamic_relu:"}) {
    EXPECT_FALSE(parse_activation(text).has_value()) << text;
  }
}

Type result_of(const std::string& activation, int64_t cols) {
  Program program;
  Builder builder(program);
  const Value x = builder.input("x", dense_type(DType::kF32, kNoSpace, 5, cols), false);
  const Value y = activation_layer(builder, activation, relu, x);
  EXPECT_EQ(program.type(y), program.type(x));
  return program.node(y).op == &kScatterColumns ? program.type(program.node(y).operands[1])
                                                : Type();
}

TEST(Activation, KeepsSoManyColumns) {
  EXPECT_EQ(result_of("maxk:4", 16).kept, 4);
  EXPECT_EQ(result_of("dynamic_relu:99", 16).kept, 16) << "not more than there are";
  EXPECT_EQ(result_of("group_maxk:2/8", 16).kept, 4);
  EXPECT_EQ(result_of("group_maxk:2/8", 16).group, 8);
  EXPECT_FALSE(result_of("auto", 16).present());
}

TEST(Activation, NamesWhatDoesNotFit) {
  test::expect_error(ErrorKind::kInvalidArgument, {"maxk: 10 columns are not groups of 8"},
                     [] { result_of("group_maxk:2/8", 10); });
  test::expect_error(ErrorKind::kInvalidArgument, {"activation 'gelu' is none of auto, relu, elu"},
                     [] { result_of("gelu", 10); });
}

}  // namespace
}  // namespace heddle
