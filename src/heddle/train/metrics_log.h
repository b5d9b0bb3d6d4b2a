// metrics.csv and metrics.jsonl of a run directory: a line per epoch, on the disk as it ends.
#pragma once

#include "heddle/train/run_result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace heddle {

class MetricsLog {
 public:
  // Starts both files anew with the epochs of `earlier` runs: those that a checkpoint knows when a
  // training resumes. Throws Io naming the file.
  MetricsLog(const std::filesystem::path& directory, const std::vector<RunResult>& earlier);
  ~MetricsLog();
  MetricsLog(const MetricsLog&) = delete;
  MetricsLog& operator=(const MetricsLog&) = delete;

  // `run` counts from 0.
  void append(const EpochRecord& epoch, int64_t run, uint64_t seed);

 private:
  struct File {
    std::filesystem::path path;
    int descriptor = -1;
  };
  static void write(const File& file, const std::string& line);

  File csv_, jsonl_;
};

}  // namespace heddle
