// Whatever the text, a BLIF file is read or refused by one Error, and what was read is a valid
// circuit. What stands before a line "====" is the genlib file.

#include "heddle/base/error.h"
#include "heddle/circuits/io/blif_reader.h"
#include "heddle/circuits/io/genlib_reader.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

constexpr int64_t kMaxSteps = 1 << 20;

std::unique_ptr<heddle::ByteSource> open_part(std::string_view text) {
  return heddle::open_bytes(std::as_bytes(std::span(text)), "input");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view blif(reinterpret_cast<const char*>(data), size);
  try {
    heddle::GateLibrary gates;
    constexpr std::string_view kSeparator = "\n====\n";
    const size_t separator = blif.find(kSeparator);
    if (separator != std::string_view::npos) {
      gates = heddle::read_genlib(open_part(blif.substr(0, separator)));
      blif.remove_prefix(separator + kSeparator.size());
    }
    heddle::read_blif(open_part(blif), gates, kMaxSteps).validate();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
