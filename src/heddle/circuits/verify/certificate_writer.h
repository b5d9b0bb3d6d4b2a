// A proof as text that anybody can replay.
#pragma once

#include "heddle/circuits/verify/prove_multiplier.h"

#include <filesystem>

namespace heddle {

// Writes a proof with the verdict kProved; docs/circuits.md has the format. Throws Io.
void write_certificate(const std::filesystem::path& path, const Aig& aig,
                       const MultiplierOperands& operands, bool is_signed,
                       const MultiplierProof& proof);

}  // namespace heddle
