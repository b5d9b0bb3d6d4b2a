// metrics.csv and metrics.jsonl of a run directory: a line per epoch, on the disk as it ends. Run
// (repeat or fold) and point of the grid count from 0.
#pragma once

#include "heddle/train/run_result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace heddle {

class MetricsLog {
 public:
  // Keeps the lines of the first `epochs_done` epochs, those that the checkpoint knows when a
  // training resumes, and drops the rest; 0 starts both files anew. Throws Io naming the file.
  MetricsLog(const std::filesystem::path& directory, int64_t epochs_done);
  ~MetricsLog();
  MetricsLog(const MetricsLog&) = delete;
  MetricsLog& operator=(const MetricsLog&) = delete;

  void append(const EpochRecord& epoch, const TrainingPosition& position);

 private:
  struct File {
    std::filesystem::path path;
    int descriptor = -1;
  };
  static void write(const File& file, const std::string& line);

  File csv_, jsonl_;
};

}  // namespace heddle
