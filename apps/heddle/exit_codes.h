// What the process tells its caller.
#pragma once

#include "heddle/base/error.h"

#include <stdexcept>

namespace heddle::cli {

enum ExitCode : int {
  kDone = 0,
  kBug = 1,
  kUsage = 2,        // the command line itself
  kBadInput = 3,     // files and what is in them, output that cannot be written
  kUnsupported = 4,  // well-formed, but not something that this build does
  kOutOfMemory = 5,
  kWrong = 10,        // circuit verify: the circuit computes something else
  kUndecided = 11,    // circuit verify: neither proved nor wrong
  kSignalBase = 128,  // plus the number of the signal that asked to stop
};

inline ExitCode exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
    case ErrorKind::kIo:
      return kBadInput;
    case ErrorKind::kUnsupported:
      return kUnsupported;
    case ErrorKind::kOutOfMemory:
      return kOutOfMemory;
    case ErrorKind::kDevice:
    case ErrorKind::kInternal:
      break;
  }
  return kBug;
}

// A command line that cannot be meant like that.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace heddle::cli
