#include "heddle/circuits/aig_builder.h"

#include "heddle/base/error.h"
#include "heddle/circuits/aig_structure.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace heddle {
namespace {

constexpr size_t kFewestSlots = 1024;

uint64_t mixed(uint64_t key) { return key * 0x9E3779B97F4A7C15U >> 32; }

// Random in the distance of the literals, in order within a distance: circuits are regular, so most
// of their gates are then looked for where caches and pages are warm (7 times as fast with 8 M
// gates).
size_t first_slot(const AndGate& gate) {
  return static_cast<size_t>(mixed(gate.fanin1 - gate.fanin0) + gate.fanin0);
}

// Slots behind the first one are tried in order, but only so many: ordered runs that overlap would
// make each other's searches as long as they are. Then the step is random, and odd so that it comes
// to all slots.
constexpr int kNearSlots = 8;
size_t far_step(const AndGate& gate) {
  return static_cast<size_t>(mixed(uint64_t{gate.fanin1} << 32 | gate.fanin0) | 1);
}

void drop_gates_without_output(Aig& aig) {
  const std::vector<char> reaches = reaches_output(aig);
  std::vector<uint32_t> moved(reaches.size());
  const auto moved_literal = [&moved](Literal literal) {
    return literal_of(moved[variable_of(literal)], is_inverted(literal));
  };
  const auto variables = static_cast<uint32_t>(aig.variables());
  uint32_t next = 0;
  for (uint32_t variable = 0; variable < variables; ++variable) {
    if (!aig.is_and(variable)) {
      moved[variable] = next++;
    } else if (reaches[variable] != 0) {
      const AndGate gate = aig.gate(variable);
      aig.ands[next - aig.first_and()] = {moved_literal(gate.fanin0), moved_literal(gate.fanin1)};
      moved[variable] = next++;
    }
  }
  aig.ands.resize(next - aig.first_and());
  for (Literal& output : aig.outputs) output = moved_literal(output);
}

}  // namespace

AigBuilder::AigBuilder(int64_t inputs, int64_t expected_ands) {
  require(inputs >= 0 && inputs <= kMaxVariable, "aig: {} inputs, need 0 to {}", inputs,
          kMaxVariable);
  aig_.inputs = inputs;
  aig_.ands.reserve(static_cast<size_t>(expected_ands));
  slots_.resize(std::bit_ceil(std::max(kFewestSlots, static_cast<size_t>(expected_ands) * 2)));
}

Literal AigBuilder::make_and(Literal a, Literal b) {
  const AndGate gate{std::min(a, b), std::max(a, b)};
  check(variable_of(gate.fanin1) < aig_.variables(), "aig_builder: the literals exist");
  if (gate.fanin0 == kFalse || gate.fanin0 == inverted(gate.fanin1)) return kFalse;
  if (gate.fanin0 == kTrue || gate.fanin0 == gate.fanin1) return gate.fanin1;
  if (2 * (aig_.ands.size() + 1) > slots_.size()) grow();
  uint32_t& variable = slots_[slot_of(gate)];
  if (variable == 0) {
    if (aig_.variables() > kMaxVariable) {
      fail(ErrorKind::kUnsupported, "aig: more than {} variables", kMaxVariable);
    }
    variable = static_cast<uint32_t>(aig_.variables());
    aig_.ands.push_back(gate);
  }
  return literal_of(variable);
}

Literal AigBuilder::make_xor(Literal a, Literal b) {
  const Literal both = make_and(a, b);
  return make_and(inverted(both), inverted(make_and(inverted(a), inverted(b))));
}

Literal AigBuilder::make_mux(Literal select, Literal one, Literal zero) {
  const Literal when_one = make_and(select, one);
  return make_or(when_one, make_and(inverted(select), zero));
}

Aig AigBuilder::take() {
  slots_.clear();
  return std::move(aig_);
}

size_t AigBuilder::slot_of(const AndGate& gate) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = first_slot(gate) & mask;
  for (int tried = 1; slots_[slot] != 0 && aig_.gate(slots_[slot]) != gate; ++tried) {
    slot = (slot + (tried < kNearSlots ? 1 : far_step(gate))) & mask;
  }
  return slot;
}

void AigBuilder::grow() {
  slots_.assign(slots_.size() * 2, 0);
  for (uint32_t variable = aig_.first_and(); variable < aig_.variables(); ++variable) {
    slots_[slot_of(aig_.gate(variable))] = variable;
  }
}

Aig structurally_hashed(const Aig& aig, bool keep_dangling) {
  AigBuilder builder(aig.inputs, static_cast<int64_t>(aig.ands.size()));
  std::vector<Literal> made(static_cast<size_t>(aig.variables()), kFalse);
  for (uint32_t variable = 1; variable < aig.first_and(); ++variable) {
    made[variable] = literal_of(variable);
  }
  const auto made_literal = [&made](Literal literal) {
    return inverted_if(made[variable_of(literal)], is_inverted(literal));
  };
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    const AndGate& gate = aig.gate(variable);
    made[variable] = builder.make_and(made_literal(gate.fanin0), made_literal(gate.fanin1));
  }
  for (const Literal output : aig.outputs) builder.add_output(made_literal(output));
  Aig result = builder.take();
  if (!keep_dangling) drop_gates_without_output(result);
  result.input_names = aig.input_names;
  result.output_names = aig.output_names;
  return result;
}

}  // namespace heddle
