#include "heddle/circuits/learn/circuit_features.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr size_t kInputColumn = 0, kAndColumn = 1, kOutputColumn = 2, kGatesColumn = 3,
                 kInvertedColumn = 7, kDrivesOutputColumn = 11;

// A byte of reads: how many gates, how many of them inverted, whether an output.
constexpr uint8_t kOneGate = 1, kGates = 3, kOneInverted = 4, kInverted = 12, kOutput = 16;

void count(uint8_t& reads, uint8_t one, uint8_t all) {
  if ((reads & all) != all) reads = static_cast<uint8_t>(reads + one);
}

}  // namespace

int64_t columns_of(CircuitFeatures features) {
  return features == CircuitFeatures::kGamora ? 4 : 12;
}

CircuitFeatureRows::CircuitFeatureRows(const Aig& aig, CircuitFeatures features)
    : aig_(aig), features_(features) {
  if (features == CircuitFeatures::kFanouts) count_reads();
}

void CircuitFeatureRows::count_reads() {
  reads_.resize(static_cast<size_t>(aig_.variables()));
  for (const AndGate& gate : aig_.ands) {
    for (const Literal fanin : {gate.fanin0, gate.fanin1}) {
      uint8_t& reads = reads_[variable_of(fanin)];
      count(reads, kOneGate, kGates);
      if (is_inverted(fanin)) count(reads, kOneInverted, kInverted);
    }
  }
  for (const Literal output : aig_.outputs) reads_[variable_of(output)] |= kOutput;
}

void CircuitFeatureRows::write(int64_t node, float* row) const {
  std::fill_n(row, columns(), 0.0F);
  if (features_ == CircuitFeatures::kGamora) {
    write_gamora(node, row);
  } else {
    write_fanouts(node, row);
  }
}

void CircuitFeatureRows::write_gamora(int64_t node, float* row) const {
  const auto variable = static_cast<uint32_t>(node + 1);
  if (variable >= aig_.variables()) {
    row[2] = row[3] = 1;
  } else if (aig_.is_and(variable)) {
    row[0] = row[1] = 1;
    row[2] = is_inverted(aig_.gate(variable).fanin0) ? 1 : 0;
    row[3] = is_inverted(aig_.gate(variable).fanin1) ? 1 : 0;
  }
}

void CircuitFeatureRows::write_fanouts(int64_t node, float* row) const {
  const auto variable = static_cast<uint32_t>(node + 1);
  if (variable >= aig_.variables()) {
    row[kOutputColumn] = 1;
  } else if (aig_.is_input(variable)) {
    row[kInputColumn] = 1;
  } else {
    const uint8_t reads = reads_[variable];
    row[kAndColumn] = 1;
    row[kGatesColumn + (reads & kGates)] = 1;
    row[kInvertedColumn + (reads & kInverted) / kOneInverted] = 1;
    row[kDrivesOutputColumn] = (reads & kOutput) != 0 ? 1 : 0;
  }
}

}  // namespace heddle
