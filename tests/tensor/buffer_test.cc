#include "heddle/tensor/buffer.h"

#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kHugePage = int64_t{2} << 20;

TEST(Buffer, AlignedAndZeroed) {
  for (const int64_t bytes : {int64_t{1}, int64_t{63}, int64_t{4096}, kHugePage - 1, kHugePage,
                              kHugePage + 1, 5 * kHugePage}) {
    Buffer buffer(bytes);
    const auto address = reinterpret_cast<uintptr_t>(buffer.data());
    EXPECT_EQ(address % (bytes >= kHugePage ? kHugePage : 64), 0U) << bytes;
    EXPECT_EQ(buffer.bytes(), bytes);
    const auto values = buffer.as<std::byte>();
    EXPECT_TRUE(std::all_of(values.begin(), values.end(),
                            [](std::byte value) { return value == std::byte{0}; }));
    std::fill(values.begin(), values.end(), std::byte{0xff});  // all of it is ours
  }
}

TEST(Buffer, EmptyHasNoMemory) {
  const Buffer buffer(0);
  EXPECT_EQ(buffer.data(), nullptr);
  EXPECT_TRUE(buffer.as<float>().empty());
}

TEST(Buffer, MovesAndClones) {
  Buffer first(16);
  first.as<int32_t>()[3] = 42;
  Buffer second = std::move(first);
  EXPECT_EQ(second.as<int32_t>()[3], 42);
  Buffer copy = second.clone();
  copy.as<int32_t>()[3] = 1;
  EXPECT_EQ(second.as<int32_t>()[3], 42);
  second = std::move(copy);
  EXPECT_EQ(second.as<int32_t>()[3], 1);
}

TEST(Buffer, RefusedMemoryIsAnError) {
  test::expect_error(ErrorKind::kOutOfMemory, {"buffer", "TiB"},
                     [] { Buffer buffer(int64_t{1} << 58); });
}

}  // namespace
}  // namespace heddle
