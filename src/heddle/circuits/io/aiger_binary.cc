#include "heddle/circuits/io/aiger_binary.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

constexpr int kVarintBytes = 5;  // at most, for 32 bits
constexpr size_t kGateBytes = 2 * kVarintBytes;

enum class Problem { kNone, kEnd, kLong, kLarge, kZero };

// Moves `next` behind a varint of at most `most`, the least significant seven bits first.
Problem take_varint(const unsigned char*& next, const unsigned char* end, uint32_t most,
                    uint32_t& value) {
  uint64_t bits = 0;
  for (int i = 0; i < kVarintBytes; ++i) {
    if (next == end) return Problem::kEnd;
    const unsigned char byte = *next++;
    bits |= uint64_t{byte & 0x7fU} << 7 * i;
    if (byte < 0x80) {
      value = static_cast<uint32_t>(bits);
      return bits <= most ? Problem::kNone : Problem::kLarge;
    }
  }
  return Problem::kLong;
}

// The gate of the literal `self` from its two deltas.
Problem take_gate(const unsigned char*& next, const unsigned char* end, Literal self,
                  AndGate& gate) {
  uint32_t delta = 0;
  if (const Problem problem = take_varint(next, end, self, delta); problem != Problem::kNone) {
    return problem;
  }
  if (delta == 0) return Problem::kZero;
  gate.fanin1 = self - delta;
  const Problem problem = take_varint(next, end, gate.fanin1, delta);
  gate.fanin0 = gate.fanin1 - delta;
  return problem;
}

[[noreturn]] void refuse_gate(const AigerInput& input, Problem problem, uint32_t variable) {
  const std::string place = fmt::format("{}: byte {}", input.name(), input.offset());
  const Literal self = literal_of(variable);
  switch (problem) {
    case Problem::kEnd:
      fail(ErrorKind::kInvalidArgument, "{}: the file ends inside the AND of literal {}", place,
           self);
    case Problem::kLong:
      fail(ErrorKind::kInvalidArgument,
           "{}: a delta of the AND of literal {} has no end in {} bytes", place, self,
           kVarintBytes);
    case Problem::kZero:
      fail(ErrorKind::kInvalidArgument,
           "{}: the first delta of the AND of literal {} is 0, need at least 1", place, self);
    case Problem::kLarge:
    case Problem::kNone:
      break;
  }
  fail(ErrorKind::kInvalidArgument,
       "{}: a delta of the AND of literal {} is too large: a fan-in would be below 0", place, self);
}

void read_outputs(AigerInput& input, const AigerHeader& header, Aig& aig) {
  if (input.remaining()) aig.outputs.reserve(header.outputs);
  for (uint32_t i = 0; i < header.outputs; ++i) {
    aig.outputs.push_back(
        input.number("the literal of an output", literal_of(header.max_variable, true)));
    input.skip_line_end();
  }
}

void read_ands(AigerInput& input, const AigerHeader& header, Aig& aig) {
  if (input.remaining()) aig.ands.reserve(header.ands);
  uint32_t variable = header.inputs + 1;
  while (variable <= header.max_variable) {
    const auto bytes = input.ahead(kGateBytes);
    const unsigned char* next = bytes.data();
    const unsigned char* const end = next + bytes.size();
    const unsigned char* gate_begin = nullptr;
    do {
      gate_begin = next;
      AndGate gate;
      const Problem problem = take_gate(next, end, literal_of(variable), gate);
      if (problem != Problem::kNone) {
        input.skip_binary(static_cast<size_t>(gate_begin - bytes.data()));
        refuse_gate(input, problem, variable);
      }
      aig.ands.push_back(gate);
    } while (++variable <= header.max_variable && end - next >= static_cast<int>(kGateBytes));
    input.skip_binary(static_cast<size_t>(next - bytes.data()));
  }
}

}  // namespace

Aig read_aiger_binary(AigerInput& input, const AigerHeader& header) {
  Aig aig;
  aig.inputs = header.inputs;
  read_outputs(input, header, aig);
  read_ands(input, header, aig);
  return aig;
}

}  // namespace heddle
