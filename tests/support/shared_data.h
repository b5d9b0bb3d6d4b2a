// Files that tests read: those in this repository, and the real data sets that may lie beside it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace heddle::test {

// A file of this repository's tests folder, such as "golden/gcn.csv".
std::filesystem::path tests_file(std::string_view relative);

// The data set `name` below ../shared/data, or below $HEDDLE_SHARED_DATA if that is set. It need
// not exist.
std::filesystem::path shared_data(std::string_view name);

// What HEDDLE_REQUIRE_SHARED_DATA says when the data set is absent.
std::string shared_data_absent(std::string_view name);

}  // namespace heddle::test

// Skips the test that calls it unless the data set is there. The name may be empty: any data at
// all.
#define HEDDLE_REQUIRE_SHARED_DATA(name)                             \
  do {                                                               \
    if (!std::filesystem::exists(::heddle::test::shared_data(name))) \
      GTEST_SKIP() << ::heddle::test::shared_data_absent(name);      \
  } while (false)
