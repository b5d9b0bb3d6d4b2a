// Replays the certificate of a multiplier: shares no code with what made it.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/graph/io/byte_source.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace heddle {

struct CertificateSummary {
  bool is_signed = false;
  std::vector<int64_t> a, b;  // indices of inputs, least significant bit first
  int64_t full_adders = 0, half_adders = 0, tops = 0, expanded = 0;
};

// Returns only if the text proves that the outputs of the circuit, least significant first, are the
// product of the operands it names, modulo 2^outputs. Throws InvalidArgument at the first line that
// is not so, naming it. `name` of the source stands in messages.
CertificateSummary check_certificate(const Aig& aig, std::unique_ptr<ByteSource> certificate);

}  // namespace heddle
