// How long the buffers of a Program live if its nodes run in order.
#pragma once

#include "heddle/ir/program.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace heddle {

// Lives of buffers, in node numbers. Aliases own no buffer: their reads count for the value below.
class Lifetimes {
 public:
  explicit Lifetimes(const Program& program);  // O(nodes)

  static constexpr int32_t kForever = std::numeric_limits<int32_t>::max();

  // The value whose buffer holds `value`.
  Value base(Value value) const;
  // Nodes that read the buffer of `base`, directly or through aliases, in order.
  const std::vector<int32_t>& readers(Value base) const;
  // The last of them; kForever for outputs, updates, sources and what is computed once; the node
  // that makes it if nothing reads it.
  int32_t last_use(Value base) const;
  // Bytes alive while each node runs. Sources and what is computed once are left out: they are
  // always there.
  const std::vector<int64_t>& live_bytes() const { return live_bytes_; }

 private:
  struct Buffer {
    Value base;
    std::vector<int32_t> readers;
    bool forever = false;
  };
  Buffer& buffer(Value value);
  const Buffer& buffer(Value value) const;
  void find_readers(const Program& program);
  void add_up_bytes(const Program& program);

  std::vector<std::vector<Buffer>> buffers_;  // [node][result]
  std::vector<int64_t> live_bytes_;           // [node]
};

}  // namespace heddle
