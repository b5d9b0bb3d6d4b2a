// The counter must see what it is there for, or the other tests of this folder prove nothing.

#include "tests/steady_state/allocation_counter.h"

#include "heddle/base/parallel.h"
#include "heddle/tensor/buffer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace heddle::test {
namespace {

template <class Action>
AllocationCount count_of(const Action& action) {
  start_counting();
  action();
  return stop_counting();
}

// Allocations that nothing keeps are allocations that a compiler may leave out.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

TEST(AllocationCounter, NothingIsNothing) {
  const AllocationCount count = count_of([] {});
  EXPECT_EQ(count.heddle, 0);
  EXPECT_EQ(count.libraries, 0);
  EXPECT_EQ(count.stacks, "");
}

TEST(AllocationCounter, SeesNewAndMalloc) {
  struct alignas(128) Aligned {
    char bytes[128];
  };
  EXPECT_EQ(count_of([] { keep(std::make_unique<int>(1)); }).heddle, 1);
  EXPECT_EQ(count_of([] { keep(std::make_unique<Aligned>()); }).heddle, 1);
  EXPECT_EQ(count_of([] { keep(std::string(100, 'a')); }).heddle, 1);
  EXPECT_EQ(count_of([] {
              void* pointer = std::malloc(10);
              keep(pointer);
              pointer = std::realloc(pointer, 1000);
              keep(pointer);
              std::free(pointer);
              pointer = std::calloc(10, 10);
              keep(pointer);
              std::free(pointer);
              if (posix_memalign(&pointer, 64, 100) == 0) std::free(pointer);
              pointer = std::aligned_alloc(64, 128);
              keep(pointer);
              std::free(pointer);
            }).heddle,
            5);
}

// Small ones come from malloc, large ones from mmap.
TEST(AllocationCounter, SeesBuffers) {
  EXPECT_EQ(count_of([] { keep(Buffer(1000)); }).heddle, 1);
  EXPECT_EQ(count_of([] { keep(Buffer(int64_t{4} << 20)); }).heddle, 1);
}

TEST(AllocationCounter, SeesSharedLibrariesThatHeddleCalls) {
  const AllocationCount count = count_of([] { keep(fmt::format("{:>1000}", 1)); });
  EXPECT_GE(count.heddle, 1);
  EXPECT_EQ(count.libraries, 0);
}

// The team's own memory is OpenMP's, what its tasks allocate is ours.
TEST(AllocationCounter, TellsATaskFromItsTeam) {
  std::vector<std::unique_ptr<int>> kept(100);
  const auto run = [&](int threads) {
    parallel_for(threads, 100,
                 [&](int64_t i) { kept[static_cast<size_t>(i)] = std::make_unique<int>(1); });
  };
  std::thread([&] {
    const AllocationCount count = count_of([&] { run(3); });
    EXPECT_EQ(count.heddle, 100) << count.stacks;
    EXPECT_GT(count.libraries, 0) << "a new team of three threads needs memory";
  }).join();
}

}  // namespace
}  // namespace heddle::test
