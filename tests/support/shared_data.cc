#include "tests/support/shared_data.h"

#include <cstdlib>

namespace heddle::test {

std::filesystem::path tests_file(std::string_view relative) {
  return std::filesystem::path(HEDDLE_TESTS_DIR) / relative;
}

std::filesystem::path shared_data(std::string_view name) {
  const char* root = std::getenv("HEDDLE_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : HEDDLE_SHARED_DATA_DIR) / name;
}

std::string shared_data_absent(std::string_view name) {
  return "needs the data set " + shared_data(name).lexically_normal().string() +
         " (set HEDDLE_SHARED_DATA to a folder of data sets to run this test)";
}

}  // namespace heddle::test
