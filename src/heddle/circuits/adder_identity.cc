#include "heddle/circuits/adder_identity.h"

#include "heddle/base/error.h"
#include "heddle/circuits/small_cone.h"

#include <optional>
#include <span>

namespace heddle {
namespace {

constexpr std::array<uint8_t, 3> kLeafTables8 = {0xAA, 0xCC, 0xF0};

std::span<const uint32_t> present(const std::array<uint32_t, 3>& leaves) {
  return {leaves.data(), leaves[2] == kNoLeaf ? size_t{2} : size_t{3}};
}

// The AND of two or the majority of three tables.
unsigned carry_of(const std::array<uint8_t, 3>& values, size_t count) {
  unsigned carry = values[0] & values[1];
  if (count == 3) carry |= (values[0] | values[1]) & values[2];
  return carry;
}

unsigned parity_of(const std::array<uint8_t, 3>& values, size_t count) {
  return values[0] ^ values[1] ^ (count == 3 ? values[2] : 0U);
}

// The table of a literal over the leaves, by its gates; nothing if others determine it too.
std::optional<unsigned> evaluated(SmallCone& cone, Literal literal,
                                  std::span<const uint32_t> leaves) {
  const std::optional<uint64_t> table = cone.table(variable_of(literal), leaves);
  if (!table) return std::nullopt;
  return static_cast<unsigned>(*table & 0xFF) ^ (is_inverted(literal) ? 0xFFU : 0U);
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
    const unsigned carry = carry_of(values, leaves);
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

AdderIdentity suggested_identity(const AdderPart& sum) {
  return xor_identity(sum.variable, sum.table, sum.leaves);
}

bool is_identity(const Aig& aig, const AdderIdentity& identity) {
  const size_t count = identity.is_full() ? 3 : 2;
  std::array<uint32_t, 3> leaves{};
  std::array<uint8_t, 3> values = kLeafTables8;
  for (size_t i = 0; i < count; ++i) {
    leaves[i] = variable_of(identity.inputs[i]);
    if (is_inverted(identity.inputs[i])) values[i] = static_cast<uint8_t>(~values[i]);
  }
  SmallCone cone(aig);
  const std::span<const uint32_t> between = std::span(leaves).first(count);
  if (evaluated(cone, identity.sum, between) != parity_of(values, count)) return false;
  return identity.carry == kNoLiteral ||
         evaluated(cone, identity.carry, between) == carry_of(values, count);
}

}  // namespace heddle
