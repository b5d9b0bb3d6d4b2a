// A Plan: steps in order, each with its kernel, and a place in memory for every value.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/kernels/kernel.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace heddle {

// Offsets into the arena are multiples of this.
inline constexpr int64_t kAlignment = 64;

enum class Place : uint8_t {
  kNone,   // an adjacency: no values
  kBound,  // an input: the caller's memory
  kState,  // a slot
  kArena,  // reused when dead
  kOnce,   // computed before the first step, kept for all
};

// Where a value lies. An alias shares place and offset with its base and may skip columns.
struct Storage {
  Place place = Place::kNone;
  int64_t offset = 0;         // kArena: bytes
  int32_t slot = -1;          // kState
  int32_t once_value = -1;    // kOnce: number in Plan::once_values
  Value source;               // kBound: the input; csr: whose structure it has; adjacency: origin
  int64_t column_offset = 0;  // elements skipped at the start of a row
  int64_t stride = 0;         // elements between rows
  bool transposed = false;    // adjacency: walk the source from the other end
};

struct Refusal {
  const Kernel* kernel;
  std::string reason;
};

struct Step {
  int32_t node = -1;
  const Kernel* kernel = nullptr;
  int threads = 1;  // fewer than the plan's for small work; the bits are the same
  std::shared_ptr<const void> prepared;
  Cost cost;  // by the measured rates
  // By the rates of decision_profile(): what the kernel was chosen by.
  double decision_seconds = 0;
  Work work;
  int64_t workspace_offset = 0;     // into the arena
  int64_t live_bytes = 0;           // of the arena while it runs, its workspace included
  int32_t stream = 0;               // queue of the device
  std::vector<int32_t> depends_on;  // earlier steps whose results it reads
  std::vector<Refusal> refused;     // kernels that did not accept, for EXPLAIN
  // Accepted, but at a higher cost by the rates of decision_profile().
  std::vector<std::pair<const Kernel*, double>> slower;
};

// A slot takes a value at the end of a run by copying; in-place updates need no copy.
struct StateCopy {
  int32_t slot;
  Value value;
};

// A result of a once-step. Where the same constants are bound, equal keys mean equal bits: plans of
// training and of evaluation share what both need.
struct OnceValue {
  std::string key;
  int64_t bytes = 0;
};

struct Plan {
  Program program;
  int threads = 1;
  bool check_nan = false;  // a run stops at the first step whose result has a NaN
  std::vector<std::vector<Storage>> storage;  // [node][result]
  std::vector<Step> once_steps;               // run before the first step
  std::vector<Step> steps;
  std::vector<StateCopy> state_copies;
  std::vector<OnceValue> once_values;

  int64_t arena_bytes = 0;      // activations, gradients, workspaces
  int64_t once_bytes = 0;       // all once_values
  int64_t state_bytes = 0;      // all slots
  double decision_seconds = 0;  // of a step, and of a share of the once-steps
  double once_seconds = 0;      // predicted
  double step_seconds = 0;      // predicted

  const Storage& storage_of(Value value) const {
    return storage[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
  }
};

}  // namespace heddle
