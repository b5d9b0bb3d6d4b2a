// A request to stop, set by one thread (or a signal handler) and looked at by another.
#pragma once

#include <atomic>

namespace heddle {

class Cancellation {
 public:
  void request() { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const { return requested_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> requested_{false};
};
static_assert(std::atomic<bool>::is_always_lock_free);  // safe inside a signal handler

}  // namespace heddle
