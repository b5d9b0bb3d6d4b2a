#include "heddle/graph/row_schedule.h"

#include <gtest/gtest.h>
#if HEDDLE_HAVE_RAPIDCHECK
#include <rapidcheck/gtest.h>
#endif

#include <vector>

namespace heddle {
namespace {

std::vector<int64_t> offsets_of(const std::vector<int64_t>& degrees) {
  std::vector<int64_t> offsets = {0};
  for (const int64_t degree : degrees) offsets.push_back(offsets.back() + degree);
  return offsets;
}

// Every row and entry in exactly one task, in order; slots as announced.
void expect_covers(const std::vector<int64_t>& offsets) {
  RowSchedule schedule;
  const auto rows = static_cast<int64_t>(offsets.size()) - 1;
  schedule.reserve(rows, offsets.back());
  const RowTask* storage = schedule.tasks.data();
  schedule.assign(offsets);
  EXPECT_EQ(schedule.tasks.data(), storage) << "reserve was too small";
  int64_t row = 0, entry = 0, slot = 0;
  for (const RowTask& task : schedule.tasks) {
    EXPECT_EQ(task.row_begin, row);
    EXPECT_EQ(task.entry_begin, entry);
    EXPECT_LE(task.entry_end - task.entry_begin, 2 * kEntriesPerTask);
    if (task.slot >= 0) {
      EXPECT_EQ(task.slot, slot++);
      EXPECT_EQ(task.row_end, task.row_begin + 1);
    }
    entry = task.entry_end;
    row = entry == offsets[static_cast<size_t>(task.row_end)] ? task.row_end : task.row_begin;
    if (task.slot < 0) {
      EXPECT_EQ(row, task.row_end);
    }
  }
  EXPECT_EQ(row, rows);
  EXPECT_EQ(entry, offsets.back());
  EXPECT_EQ(schedule.slots(), slot);
  EXPECT_LE(slot, max_slots(offsets.back()));
  int64_t next = 0;
  for (const SplitRow& split : schedule.split_rows) {
    EXPECT_EQ(split.slot_begin, next);
    EXPECT_GT(split.slot_end, split.slot_begin);
    next = split.slot_end;
  }
  EXPECT_EQ(next, slot);
}

TEST(RowSchedule, EmptyGraphAndEmptyRows) {
  expect_covers({0});
  expect_covers(offsets_of({0}));
  expect_covers(offsets_of(std::vector<int64_t>(20000, 0)));
}

TEST(RowSchedule, HubIsSplit) {
  const std::vector<int64_t> offsets = offsets_of({3, 5 * kEntriesPerTask + 1, 0, 4});
  expect_covers(offsets);
  RowSchedule schedule;
  schedule.assign(offsets);
  ASSERT_EQ(schedule.split_rows.size(), 1U);
  EXPECT_EQ(schedule.split_rows[0].row, 1);
  EXPECT_EQ(schedule.slots(), 6);
}

TEST(RowSchedule, ManyEqualRows) { expect_covers(offsets_of(std::vector<int64_t>(5000, 40))); }

TEST(RowSchedule, RowsAtTheSplittingSize) {
  for (const int64_t delta : {-1, 0, 1}) {
    expect_covers(offsets_of({2 * kEntriesPerTask + delta, 2 * kEntriesPerTask + delta}));
  }
}

#if HEDDLE_HAVE_RAPIDCHECK
RC_GTEST_PROP(RowSchedule, CoversAnyDegrees, ()) {
  const auto degree =
      rc::gen::weightedOneOf<int64_t>({{8, rc::gen::inRange<int64_t>(0, 50)},
                                       {1, rc::gen::inRange<int64_t>(0, 5 * kEntriesPerTask)}});
  expect_covers(offsets_of(*rc::gen::container<std::vector<int64_t>>(degree)));
  RC_ASSERT(!::testing::Test::HasFailure());
}
#endif

}  // namespace
}  // namespace heddle
