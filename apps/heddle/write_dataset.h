// The common end of `convert` and `generate`.
#pragma once

#include "apps/heddle/console.h"
#include "heddle/data/dataset.h"

#include <string>

namespace heddle::cli {

// Writes the directory, says so, and returns the exit code.
int write_dataset(const Dataset& dataset, const std::string& out, Console& console);

}  // namespace heddle::cli
