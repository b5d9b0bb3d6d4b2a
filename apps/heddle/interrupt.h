// Ctrl-C asks a training to stop after the epoch; a second one ends the process at once.
#pragma once

#include "heddle/base/cancellation.h"

namespace heddle::cli {

// While an object lives, SIGINT and SIGTERM set its flag. At most one lives at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const Cancellation& cancellation() const;
  int signal() const;  // 0: none came
};

}  // namespace heddle::cli
