#include "heddle/runtime/state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace heddle {
namespace {

TEST(CopyIntoSlot, RowsMayLieApart) {
  std::array<float, 7> numbers = {1, 2, -1, 3, 4, -1, 5};
  const OperandView value = {.data = numbers.data(), .rows = 2, .cols = 2, .stride = 3};
  Buffer slot(4 * sizeof(float));
  copy_into_slot(value, slot);
  EXPECT_TRUE(std::ranges::equal(slot.as<float>(), std::vector<float>{1, 2, 3, 4}));
}

TEST(State, IdentityHasOnesOnItsDiagonal) {
  Program program;
  program.slots.push_back(
      {"unit", weight_type(2, 3), SlotRole::kStatistic, {InitializerKind::kIdentity}});
  State state;
  state.add_slots(program, 7);
  EXPECT_TRUE(
      std::ranges::equal(state.buffer("unit").as<float>(), std::vector<float>{1, 0, 0, 0, 1, 0}));
}

}  // namespace
}  // namespace heddle
