// Numbers of the size of 1 that agree but for a few roundings in double.
#pragma once

#include <gtest/gtest.h>

#include <vector>

namespace heddle::test {

using Numbers = std::vector<double>;

inline void expect_near(const Numbers& actual, const Numbers& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-13) << i;
}

}  // namespace heddle::test
