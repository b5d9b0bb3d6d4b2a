// A kernel is a row of a table: three functions (and a fourth where something can be made while
// planning). The planner asks `supports` and `cost`; the executor calls `run` through the Plan.
#pragma once

#include "heddle/base/philox.h"
#include "heddle/graph/adjacency.h"
#include "heddle/hardware/profile.h"
#include "heddle/ir/op_def.h"
#include "heddle/tensor/matrix_view.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace heddle {

enum class Device : uint8_t { kCpu, kCuda };

// What is known while planning. Sizes of symbolic spaces are their bounds.
struct KernelQuery {
  const OpDef* op = nullptr;
  std::span<const Type> operands, results;
  const Attributes& attributes;
  int threads = 1;

  bool has_operand(size_t i) const { return operands[i].present(); }
  Work work() const { return op->work({operands, results, attributes}); }
};

// An empty reason means yes; EXPLAIN prints the reason of every no.
struct Support {
  std::string reason;

  bool accepted() const { return reason.empty(); }
};
inline Support yes() { return {}; }
inline Support no(std::string reason) { return {std::move(reason)}; }

struct Cost {
  double seconds = 0;
  int64_t workspace_bytes = 0;  // scratch memory during the run, at the bounds of all symbols
  int64_t bytes_per_edge = 0;   // of the row that an edge reads or changes; 0: not known
};

// A value at run time: sizes are those bound for this run.
struct OperandView {
  void* data = nullptr;                               // dense: [rows, cols]; csr: the stored values
  int64_t rows = 0, cols = 0, stride = 0, heads = 1;  // cols: as they are stored
  int64_t bits = 0;                                   // of the codes of a quantized value
  int64_t hub_bits = 0;                               // of its hubs; 0: as many
  int64_t group = 0;                                  // of positions: columns of a group
  DType dtype = DType::kF32;
  const AdjacencyView* adjacency = nullptr;  // adjacency, or the structure of a csr value
  const int32_t* row_ids = nullptr;          // original ids of the rows; null: 0, 1, 2, ...

  template <class T>
  MatrixView<T> matrix() const {
    return {static_cast<T*>(data), rows, cols, stride};
  }
  template <class T>
  T* values() const {
    return static_cast<T*>(data);
  }
  bool present() const { return data != nullptr || adjacency != nullptr; }
  int64_t row_id(int64_t row) const { return row_ids == nullptr ? row : row_ids[row]; }
};

struct KernelArgs {
  std::span<const OperandView> operands, results;
  const Attributes* attributes = nullptr;
  const void* prepared = nullptr;  // what `prepare` made
  std::byte* workspace = nullptr;  // 64-byte aligned, not cleared
  int threads = 1;
  uint64_t seed = 0;
  uint32_t step = 0;

  // The numbers of a random operator: its attribute "stream", this run's seed and step.
  RandomStream random_stream() const {
    return {seed, static_cast<uint32_t>(attributes->integer("stream")), step};
  }
};

struct Kernel {
  std::string_view name;  // op_encoding_device[_variant]: EXPLAIN, --avoid and tests use it
  const OpDef* op = nullptr;
  Device device = Device::kCpu;
  Support (*supports)(const KernelQuery&) = nullptr;
  Cost (*cost)(const KernelQuery&, const HardwareProfile&) = nullptr;
  // Never throws, allocates, logs or locks. Same bits for any number of threads.
  void (*run)(const KernelArgs&) = nullptr;
  // Optional: what can be made once while planning (primitives of a library).
  std::shared_ptr<const void> (*prepare)(const KernelQuery&) = nullptr;
  // Which results may take the memory of which operands; see overwrites().
  uint64_t may_overwrite = 0;
};

// The bit of Kernel::may_overwrite for: result `result` may take the memory of operand `operand`
// (at most 8 operands and 8 results). Result 0 and operand i: simply bit i.
constexpr uint64_t overwrites(int result, int operand) {
  return uint64_t{1} << (8 * result + operand);
}

// All kernels of this build, explicit lists joined: reference first, then cpu. Built once, never
// changed.
std::span<const Kernel* const> kernel_table();
const Kernel* find_kernel(std::string_view name);  // null if there is none

// The reference kernel of an operator; every operator that runs has one, and it accepts everything
// that the type rule accepts.
const Kernel& reference_kernel(const OpDef& op);

}  // namespace heddle
