// Sizes of rows as they lie in memory.

#include "heddle/ir/type.h"

#include <gtest/gtest.h>

namespace heddle::test {
namespace {

TEST(Type, RowsOfCodesAreWholeBytes) {
  for (const auto& [bits, bytes] : {std::pair{8, 33}, {4, 17}, {2, 9}}) {
    const Type type = quantized_type(kNoSpace, 5, 33, bits);
    EXPECT_EQ(type.stored_cols(), bytes);
    EXPECT_EQ(type.elements(), 5 * bytes);
    EXPECT_EQ(type.bytes(), 5 * bytes);
  }
  EXPECT_EQ(quantized_type(kNoSpace, 5, 33, 4, 2).bytes(), 5 * 17);  // room for any row
}

TEST(Type, PositionsAreThoseOfKeptColumns) {
  EXPECT_EQ(topk_type(kNoSpace, 5, 256, 32).bytes(), 5 * 32);
  EXPECT_EQ(topk_type(kNoSpace, 5, 257, 32).bytes(), 5 * 32 * 2);
}

}  // namespace
}  // namespace heddle::test
