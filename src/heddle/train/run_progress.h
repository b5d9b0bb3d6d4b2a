// How far a training has come, as text in a checkpoint: what --resume needs beside the slots.
#pragma once

#include "heddle/train/run_result.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct RunProgress {
  std::vector<RunResult> finished;  // earlier repeats
  RunResult current;                // its epochs so far; best_epoch and scores of the best one
  double best_validation_loss = 0;  // of the best epoch
};

std::string to_json(const RunProgress& progress);
// Throws InvalidArgument naming `source` if the text is malformed.
RunProgress run_progress_from_json(std::string_view text, std::string_view source);

}  // namespace heddle
