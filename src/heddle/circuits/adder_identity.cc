#include "heddle/circuits/adder_identity.h"

#include "heddle/base/error.h"
#include "heddle/circuits/small_cone.h"

namespace heddle {
namespace {

constexpr std::array<uint8_t, 3> kLeafTables8 = {0xAA, 0xCC, 0xF0};

std::span<const uint32_t> present(const std::array<uint32_t, 3>& leaves) {
  return {leaves.data(), leaves[2] == kNoLeaf ? size_t{2} : size_t{3}};
}

bool has_table(SmallCone& cone, uint32_t variable, std::span<const uint32_t> leaves,
               uint8_t table) {
  const std::optional<uint64_t> found = cone.table(variable, leaves);
  return found && static_cast<uint8_t>(*found) == table;
}

// Which leaves, by bits, and whether the carry are to be inverted so that it is the AND of two or
// the majority of three.
struct CarryPolarity {
  unsigned inverted_leaves = 0;
  bool inverted_carry = false;
};

CarryPolarity carry_polarity(uint8_t table, size_t leaves) {
  for (unsigned polarity = 0; polarity < 1U << leaves; ++polarity) {
    std::array<uint8_t, 3> values = kLeafTables8;
    for (size_t i = 0; i < leaves; ++i) {
      if ((polarity >> i & 1) != 0) values[i] = static_cast<uint8_t>(~values[i]);
    }
    unsigned carry = values[0] & values[1];
    if (leaves == 3) carry |= (values[0] | values[1]) & values[2];
    if (table == carry) return {polarity, false};
    if (table == (carry ^ 0xFF)) return {polarity, true};
  }
  check(false, "adder_identity: the table is a carry's");
  return {};
}

AdderIdentity xor_identity(uint32_t variable, uint8_t table,
                           const std::array<uint32_t, 3>& leaves) {
  AdderIdentity identity;
  // The XOR of no true leaf is false.
  identity.sum = literal_of(variable, (table & 1) != 0);
  for (size_t i = 0; i < present(leaves).size(); ++i) identity.inputs[i] = literal_of(leaves[i]);
  return identity;
}

}  // namespace

AdderIdentity suggested_identity(const Adder& adder) {
  const std::span<const uint32_t> leaves = present(adder.leaves);
  const CarryPolarity polarity = carry_polarity(adder.carry_table, leaves.size());
  AdderIdentity identity = xor_identity(adder.sum, adder.sum_table, adder.leaves);
  identity.carry = literal_of(adder.carry, polarity.inverted_carry);
  for (size_t i = 0; i < leaves.size(); ++i) {
    const bool invert = (polarity.inverted_leaves >> i & 1) != 0;
    identity.inputs[i] = inverted_if(identity.inputs[i], invert);
    identity.sum = inverted_if(identity.sum, invert);
  }
  return identity;
}

std::optional<AdderIdentity> checked_identity(const Aig& aig, const Adder& adder) {
  const std::span<const uint32_t> leaves = present(adder.leaves);
  SmallCone cone(aig);
  if (!has_table(cone, adder.sum, leaves, adder.sum_table) ||
      !has_table(cone, adder.carry, leaves, adder.carry_table)) {
    return std::nullopt;
  }
  return suggested_identity(adder);
}

std::optional<AdderIdentity> checked_identity(const Aig& aig, const AdderPart& sum) {
  SmallCone cone(aig);
  if (!has_table(cone, sum.variable, present(sum.leaves), sum.table)) return std::nullopt;
  return xor_identity(sum.variable, sum.table, sum.leaves);
}

}  // namespace heddle
