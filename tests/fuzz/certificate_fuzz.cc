// Whatever the certificate, it is refused by one Error, or what it claims of the circuit is true
// for all operands. The circuits have equally many gates: one multiplies, others have a fault.

#if HEDDLE_HAVE_GMP

#include "heddle/base/error.h"
#include "heddle/circuits/faults.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/product_patterns.h"
#include "heddle/circuits/verify/certificate_checker.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

constexpr int64_t kFaultyCircuits = 6;

std::vector<heddle::Aig> circuits() {
  std::vector<heddle::Aig> result;
  for (const bool is_signed : {false, true}) {
    const heddle::Aig right =
        heddle::make_multiplier({heddle::MultiplierFamily::kArray, 3, is_signed});
    result.push_back(right);
    for (int64_t index = 0; index < kFaultyCircuits; ++index) {
      result.push_back(heddle::with_fault(right, heddle::random_fault(right, 1, index)));
    }
  }
  return result;
}

bool is_true(const heddle::Aig& aig, const heddle::CertificateSummary& claim) {
  // Six inputs: all pairs of operands are one word of patterns.
  return !heddle::find_mismatch(aig, {claim.a, claim.b}, claim.is_signed, 1, 0).has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<heddle::Aig> all = circuits();
  const auto bytes = std::as_bytes(std::span(data, size));
  for (const heddle::Aig& aig : all) {
    try {
      if (!is_true(aig, check_certificate(aig, heddle::open_bytes(bytes, "input")))) std::abort();
    } catch (const heddle::Error& error) {
      if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
    }
  }
  return 0;
}

#else

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t*, size_t) { return 0; }

#endif
