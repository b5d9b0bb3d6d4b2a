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
  explicit Lifetimes(const Program& program);  // O(nodes log nodes)

  static constexpr int32_t kForever = std::numeric_limits<int32_t>::max();

  // The value whose buffer holds `value`.
  Value base(Value value) const;
  // Nodes that read the buffer of `base`, directly or through aliases, in order.
  const std::vector<int32_t>& readers(Value base) const;
  // The last of them; kForever for outputs, updates, sources and what is computed once; the node
  // that makes it if nothing reads it.
  int32_t last_use(Value base) const;
  // Most bytes alive while one of the nodes [first, last] runs; 0 if first > last. Sources and what
  // is computed once are left out: they are always there.
  int64_t max_live_bytes(int32_t first, int32_t last) const;

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
  // maxima_[k][i]: most live bytes over the nodes [i, i + 2^k).
  std::vector<std::vector<int64_t>> maxima_;
};

}  // namespace heddle
