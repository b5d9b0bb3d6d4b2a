#include "heddle/circuits/learn/circuit_features.h"

#include "heddle/base/error.h"
#include "heddle/circuits/aig_structure.h"
#include "heddle/circuits/learn/circuit_graph.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr uint32_t kMostCounted = 3;
constexpr size_t kInputColumn = 0, kAndColumn = 1, kOutputColumn = 2, kGatesColumn = 3,
                 kInvertedColumn = 7, kDrivesOutputColumn = 11;

void write_gamora(const Aig& aig, std::span<float> rows) {
  auto row = rows.begin() + aig.inputs * 4;
  for (const AndGate& gate : aig.ands) {
    row[0] = row[1] = 1;
    row[2] = is_inverted(gate.fanin0) ? 1 : 0;
    row[3] = is_inverted(gate.fanin1) ? 1 : 0;
    row += 4;
  }
  for (; row != rows.end(); row += 4) row[2] = row[3] = 1;
}

void write_fanouts(const Aig& aig, std::span<float> rows) {
  const Fanouts fanouts = count_fanouts(aig);
  const auto columns = static_cast<size_t>(columns_of(CircuitFeatures::kFanouts));
  const size_t nodes = rows.size() / columns;
  for (size_t node = 0; node < nodes; ++node) {
    float* row = rows.data() + node * columns;
    const auto variable = static_cast<uint32_t>(node + 1);
    if (variable >= aig.variables()) {
      row[kOutputColumn] = 1;
    } else if (aig.is_input(variable)) {
      row[kInputColumn] = 1;
    } else {
      row[kAndColumn] = 1;
      row[kGatesColumn + std::min(fanouts.gates[variable], kMostCounted)] = 1;
      row[kInvertedColumn + std::min(fanouts.inverted[variable], kMostCounted)] = 1;
      row[kDrivesOutputColumn] = fanouts.outputs[variable] != 0 ? 1 : 0;
    }
  }
}

}  // namespace

int64_t columns_of(CircuitFeatures features) {
  return features == CircuitFeatures::kGamora ? 4 : 12;
}

void write_features(const Aig& aig, CircuitFeatures features, std::span<float> rows) {
  check(static_cast<int64_t>(rows.size()) == circuit_nodes(aig) * columns_of(features),
        "write_features: room for all rows");
  std::fill(rows.begin(), rows.end(), 0.0F);
  if (features == CircuitFeatures::kGamora) {
    write_gamora(aig, rows);
  } else {
    write_fanouts(aig, rows);
  }
}

}  // namespace heddle
