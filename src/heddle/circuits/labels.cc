#include "heddle/circuits/labels.h"

#include "heddle/circuits/adders.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

constexpr std::array<std::string_view, 5> kRootNames = {"output", "carry", "sum", "other", "input"};
constexpr std::array<std::string_view, 6> kSharedNames = {"output", "plain", "both",
                                                          "adder",  "xor",   "input"};

template <class Label>
std::vector<uint8_t> labels_of(const Aig& aig, Label input, Label gate, Label output) {
  std::vector<uint8_t> labels(static_cast<size_t>(aig.variables() - 1) + aig.outputs.size());
  const auto gates = labels.begin() + aig.inputs;
  const auto outputs = gates + static_cast<int64_t>(aig.ands.size());
  std::fill(labels.begin(), gates, static_cast<uint8_t>(input));
  std::fill(gates, outputs, static_cast<uint8_t>(gate));
  std::fill(outputs, labels.end(), static_cast<uint8_t>(output));
  return labels;
}

}  // namespace

std::span<const std::string_view> root_label_names() { return kRootNames; }
std::span<const std::string_view> shared_label_names() { return kSharedNames; }

std::vector<uint8_t> root_labels(const Aig& aig) {
  std::vector<uint8_t> labels =
      labels_of(aig, RootLabel::kInput, RootLabel::kOther, RootLabel::kOutput);
  const auto name = [&](uint32_t variable, RootLabel label) {
    uint8_t& known = labels[variable - 1];
    if (known == static_cast<uint8_t>(RootLabel::kOther)) known = static_cast<uint8_t>(label);
  };
  for (const Adder& adder : adder_forest(aig, scan_adders(aig).adders)) {
    name(adder.sum, RootLabel::kSum);
    name(adder.carry, RootLabel::kCarry);
  }
  return labels;
}

std::vector<uint8_t> shared_labels(const Aig& aig) {
  const AdderScan scan = scan_adders(aig);
  std::vector<uint8_t> adder_set(static_cast<size_t>(aig.variables()));
  for (const Adder& adder : adder_forest(aig, scan.adders)) {
    adder_set[adder.sum] = adder_set[adder.carry] = 1;
    for (const uint32_t leaf : adder.leaves) {
      if (leaf != kNoLeaf) adder_set[leaf] = 1;
    }
  }
  std::vector<uint8_t> labels =
      labels_of(aig, SharedLabel::kInput, SharedLabel::kPlain, SharedLabel::kOutput);
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    if (adder_set[variable] == 0 && scan.xor_set[variable] == 0) continue;
    const SharedLabel label = scan.xor_set[variable] == 0 ? SharedLabel::kAdder
                              : adder_set[variable] == 0  ? SharedLabel::kXor
                                                          : SharedLabel::kBoth;
    labels[variable - 1] = static_cast<uint8_t>(label);
  }
  return labels;
}

}  // namespace heddle
