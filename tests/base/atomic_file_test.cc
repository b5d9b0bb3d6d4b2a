#include "heddle/base/atomic_file.h"

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace heddle {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

size_t files_in(const fs::path& directory) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(AtomicFile, WritesAndReplaces) {
  const test::TempDir dir;
  const fs::path file = dir.path() / "a.txt";
  write_file_atomically(file, "first");
  EXPECT_EQ(content(file), "first");
  write_file_atomically(file, "second");
  EXPECT_EQ(content(file), "second");
  EXPECT_EQ(files_in(dir.path()), 1U);
}

TEST(AtomicFile, WithoutCommitNothingIsLeft) {
  const test::TempDir dir;
  const fs::path file = dir.write("a.txt", "old");
  {
    AtomicFile pending(file);
    pending.write("half");
  }
  EXPECT_EQ(content(file), "old");
  EXPECT_EQ(files_in(dir.path()), 1U);
}

TEST(AtomicFile, MissingDirectory) {
  const test::TempDir dir;
  test::expect_error(ErrorKind::kIo, {"none/a.txt", "cannot create"},
                     [&] { AtomicFile file(dir.path() / "none" / "a.txt"); });
}

TEST(AtomicFile, ReadOnlyDirectory) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const test::TempDir dir;
  fs::permissions(dir.path(), fs::perms::owner_read | fs::perms::owner_exec);
  test::expect_error(ErrorKind::kIo, {"a.txt", "Permission denied"},
                     [&] { AtomicFile file(dir.path() / "a.txt"); });
  fs::permissions(dir.path(), fs::perms::owner_all);
}

TEST(AtomicFile, TargetIsADirectory) {
  const test::TempDir dir;
  fs::create_directory(dir.path() / "a");
  test::expect_error(ErrorKind::kIo, {"/a", "cannot rename"},
                     [&] { write_file_atomically(dir.path() / "a", "text"); });
  EXPECT_EQ(files_in(dir.path()), 1U);
}

// A limit on file sizes stands in for a full disk: write() fails half-way.
TEST(AtomicFile, FullDiskLeavesTheOldFile) {
  const test::TempDir dir;
  const fs::path file = dir.write("a.txt", "old");
  rlimit saved{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &saved), 0);
  const rlimit small{.rlim_cur = 1000, .rlim_max = saved.rlim_max};
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  test::expect_error(ErrorKind::kIo, {"a.txt", "cannot write", "File too large"},
                     [&] { write_file_atomically(file, std::string(5000, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &saved);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(content(file), "old");
  EXPECT_EQ(files_in(dir.path()), 1U);
}

}  // namespace
}  // namespace heddle
