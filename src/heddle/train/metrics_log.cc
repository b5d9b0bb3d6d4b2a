#include "heddle/train/metrics_log.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string_view>
#include <unistd.h>

namespace heddle {
namespace {

constexpr std::string_view kCsvHeader = "run,point,seed,epoch,loss,train,val,test,seconds\n";

// The shortest text that reads the same; nothing for the score of an empty split.
std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }
std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string csv_line(const EpochRecord& e, const TrainingPosition& at) {
  return fmt::format("{},{},{},{},{},{},{},{},{}\n", at.run, at.point, at.seed, e.epoch,
                     cell(e.loss), cell(e.train), cell(e.validation), cell(e.test),
                     cell(e.seconds));
}

std::string json_line(const EpochRecord& e, const TrainingPosition& at) {
  return fmt::format(
      R"({{"run": {}, "point": {}, "seed": {}, "epoch": {}, "loss": {}, "train": {}, "val": {}, "test": {}, )"
      R"("seconds": {}}})"
      "\n",
      at.run, at.point, at.seed, e.epoch, json_number(e.loss), json_number(e.train),
      json_number(e.validation), json_number(e.test), json_number(e.seconds));
}

// The first `lines` lines of a file, or all there are.
std::string first_lines(const std::filesystem::path& path, int64_t lines) {
  std::ifstream in(path, std::ios::binary);
  std::string text, line;
  for (int64_t i = 0; i < lines && std::getline(in, line); ++i) {
    if (!in.eof()) text += line + "\n";  // the last line of a killed process may be half a one
  }
  return text;
}

int open_to_append(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) {
    fail(ErrorKind::kIo, "{}: cannot open the file: {}", path.string(), std::strerror(errno));
  }
  return descriptor;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& directory, int64_t epochs_done)
    : csv_{directory / "metrics.csv"}, jsonl_{directory / "metrics.jsonl"} {
  std::string csv = epochs_done > 0 ? first_lines(csv_.path, 1 + epochs_done) : "";
  if (!csv.starts_with(kCsvHeader)) csv = kCsvHeader;
  write_file_atomically(csv_.path, csv);
  write_file_atomically(jsonl_.path, first_lines(jsonl_.path, epochs_done));
  csv_.descriptor = open_to_append(csv_.path);
  jsonl_.descriptor = open_to_append(jsonl_.path);
}

MetricsLog::~MetricsLog() {
  if (csv_.descriptor >= 0) ::close(csv_.descriptor);
  if (jsonl_.descriptor >= 0) ::close(jsonl_.descriptor);
}

void MetricsLog::append(const EpochRecord& epoch, const TrainingPosition& position) {
  write(csv_, csv_line(epoch, position));
  write(jsonl_, json_line(epoch, position));
}

// One call per line: a reader that follows the file sees whole lines.
void MetricsLog::write(const File& file, const std::string& line) {
  ssize_t written = 0;
  do {
    written = ::write(file.descriptor, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(line.size())) return;
  fail(ErrorKind::kIo, "{}: cannot write the file: {}", file.path.string(),
       written < 0 ? std::strerror(errno) : "no space left on the device");
}

}  // namespace heddle
