#include "heddle/train/run_directory.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"

#include <array>
#include <system_error>
#include <utility>
#include <vector>

namespace heddle {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 9> kFiles = {
    "config.toml", "metrics.csv", "metrics.jsonl", "best.safetensors", "last.safetensors",
    "program.txt", "explain.txt", "report.json",   "report.html"};

[[noreturn]] void refuse(const fs::path& path, std::string_view action,
                         const std::error_code& code) {
  fail(ErrorKind::kIo, "{}: cannot {}: {}", path.string(), action, code.message());
}

}  // namespace

RunDirectory::RunDirectory(fs::path path, bool resume) : path_(std::move(path)) {
  std::error_code code;
  fs::create_directories(path_, code);
  if (code) refuse(path_, "create the run directory", code);
  if (!fs::is_directory(path_)) {
    fail(ErrorKind::kIo, "{}: is a file, the run directory needs a folder", path_.string());
  }
  if (!resume) move_earlier_files();
}

void RunDirectory::move_earlier_files() {
  std::vector<std::string_view> found;
  std::error_code code;
  for (const std::string_view name : kFiles) {
    if (fs::exists(file(name), code)) found.push_back(name);
  }
  if (found.empty()) return;
  for (int number = 1; moved_to_.empty(); ++number) {
    fs::path candidate = path_ / fmt::format("earlier-{}", number);
    if (!fs::exists(candidate)) moved_to_ = std::move(candidate);
  }
  fs::create_directory(moved_to_, code);
  if (code) refuse(moved_to_, "create the folder", code);
  for (const std::string_view name : found) {
    fs::rename(file(name), moved_to_ / name, code);
    if (code) refuse(file(name), "move the file of an earlier run", code);
  }
}

void RunDirectory::write(std::string_view name, std::string_view text) const {
  write_file_atomically(file(name), text);
}

fs::path unused_path(const fs::path& base) {
  fs::path path = base;
  for (int number = 2; fs::exists(path); ++number) {
    path = base;
    path += fmt::format("-{}", number);
  }
  return path;
}

}  // namespace heddle
