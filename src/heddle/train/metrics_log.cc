#include "heddle/train/metrics_log.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle {
namespace {

// The shortest text that reads the same; nothing for the score of an empty split.
std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }
std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string csv_line(const EpochRecord& e, int64_t run, uint64_t seed) {
  return fmt::format("{},{},{},{},{},{},{},{}\n", run, seed, e.epoch, cell(e.loss), cell(e.train),
                     cell(e.validation), cell(e.test), cell(e.seconds));
}

std::string json_line(const EpochRecord& e, int64_t run, uint64_t seed) {
  return fmt::format(
      R"({{"run": {}, "seed": {}, "epoch": {}, "loss": {}, "train": {}, "val": {}, "test": {}, )"
      R"("seconds": {}}})"
      "\n",
      run, seed, e.epoch, json_number(e.loss), json_number(e.train), json_number(e.validation),
      json_number(e.test), json_number(e.seconds));
}

int open_to_append(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) {
    fail(ErrorKind::kIo, "{}: cannot open the file: {}", path.string(), std::strerror(errno));
  }
  return descriptor;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& directory,
                       const std::vector<RunResult>& earlier)
    : csv_{directory / "metrics.csv"}, jsonl_{directory / "metrics.jsonl"} {
  std::string csv = "run,seed,epoch,loss,train,val,test,seconds\n", json;
  for (size_t run = 0; run < earlier.size(); ++run) {
    for (const EpochRecord& epoch : earlier[run].epochs) {
      csv += csv_line(epoch, static_cast<int64_t>(run), earlier[run].seed);
      json += json_line(epoch, static_cast<int64_t>(run), earlier[run].seed);
    }
  }
  write_file_atomically(csv_.path, csv);
  write_file_atomically(jsonl_.path, json);
  csv_.descriptor = open_to_append(csv_.path);
  jsonl_.descriptor = open_to_append(jsonl_.path);
}

MetricsLog::~MetricsLog() {
  if (csv_.descriptor >= 0) ::close(csv_.descriptor);
  if (jsonl_.descriptor >= 0) ::close(jsonl_.descriptor);
}

void MetricsLog::append(const EpochRecord& epoch, int64_t run, uint64_t seed) {
  write(csv_, csv_line(epoch, run, seed));
  write(jsonl_, json_line(epoch, run, seed));
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
