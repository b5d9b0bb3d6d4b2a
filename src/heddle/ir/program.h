// The Program: a list of nodes in topological order, the state they read and write, and the
// values that are results of the whole.
#pragma once

#include "heddle/ir/attribute.h"
#include "heddle/ir/type.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct OpDef;
struct Program;

// Result `result` of node `node`. Values are immutable.
struct Value {
  int32_t node = -1;
  int32_t result = 0;

  bool present() const { return node >= 0; }
  auto operator<=>(const Value&) const = default;  // NOLINT(modernize-use-nullptr)
};
inline constexpr Value kNoValue{};

struct Node {
  const OpDef* op = nullptr;
  std::vector<Value> operands;  // one per operand of op; an optional one may be kNoValue
  Attributes attributes;        // all that op declares, defaults filled in
  std::vector<Type> results;
  std::shared_ptr<const Program> region;  // the sub-Program of an operator that owns one

  // Depends on constant inputs only and is computed once, before the first step.
  bool once = false;
  // > 0: a clone made to recompute rather than keep; common subexpressions must not merge it
  // with its original or with clones of another group.
  int32_t recompute_group = 0;
};

enum class SlotRole : uint8_t {
  kParameter,  // learnt by gradients
  kOptimizer,  // moments
  kStatistic,  // running statistics, constants; part of the inference model
  kCounter,    // the training step
};
std::string_view to_string(SlotRole role);

enum class InitializerKind : uint8_t {
  kZeros,
  kOnes,
  kConstant,        // `value`
  kUniform,         // U(-value, value)
  kNormal,          // N(0, value^2)
  kGlorotUniform,   // U(-b, b), b = value * sqrt(6 / (rows + cols)) (Glorot, Bengio 2010)
  kKaimingUniform,  // U(-b, b), b = 1 / sqrt(rows): PyTorch's default for a linear map
  kIdentity,        // 1 on the diagonal, else 0
};
std::string_view to_string(InitializerKind kind);

struct Initializer {
  InitializerKind kind = InitializerKind::kZeros;
  double value = 1.0;

  bool operator==(const Initializer&) const = default;
};

// Named state that outlives a run: weights, moments, statistics.
struct Slot {
  std::string name;
  Type type;
  SlotRole role = SlotRole::kParameter;
  Initializer initializer;

  bool operator==(const Slot&) const = default;
};

struct Output {
  std::string name;
  Value value;

  bool operator==(const Output&) const = default;
};

// At the end of a run, slot `slot` takes the value.
struct Update {
  int32_t slot = -1;
  Value value;

  bool operator==(const Update&) const = default;
};

struct Program {
  std::string name;
  std::vector<Space> spaces;
  std::vector<Slot> slots;
  std::deque<Node> nodes;  // a deque: references stay valid while a Builder appends
  std::vector<Output> outputs;
  std::vector<Update> updates;
  int64_t streams = 0;  // random streams handed out so far

  const Node& node(Value value) const { return nodes[static_cast<size_t>(value.node)]; }
  // The type of a value; Form::kAbsent for kNoValue.
  const Type& type(Value value) const;
  const Space& space(SpaceId id) const { return spaces[static_cast<size_t>(id)]; }
  Value find_output(std::string_view output_name) const;  // kNoValue if there is none
};

// "f32[nodes,64]", "csr f32[nodes,1433] entries 49216", "adjacency[nodes<-nodes] edges cites R=1".
std::string to_string(const Type& type, const Program& program);

}  // namespace heddle
