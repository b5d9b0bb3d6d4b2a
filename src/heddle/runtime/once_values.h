// Memory for what is computed once.
#pragma once

#include "heddle/tensor/buffer.h"

#include <cstdint>
#include <map>
#include <string>

namespace heddle {

// The values of once-steps by key (see Plan::once_values). Sessions that are bound to the same
// constant inputs share them, whichever runs first computes them.
class OnceValues {
 public:
  struct Entry {
    Buffer buffer;
    bool computed = false;
  };

  // Makes room the first time. Entries stay where they are.
  Entry& entry(const std::string& key, int64_t bytes) {
    const auto [found, added] = entries_.try_emplace(key);
    if (added) found->second.buffer = Buffer(bytes);
    return found->second;
  }

 private:
  std::map<std::string, Entry> entries_;
};

}  // namespace heddle
