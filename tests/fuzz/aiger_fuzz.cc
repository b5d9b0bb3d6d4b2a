// Whatever the bytes, an AIGER file is read or refused by one Error; what was read is a valid
// circuit, and written in either format it reads the same.

#include "heddle/base/error.h"
#include "heddle/circuits/io/aiger_reader.h"
#include "heddle/circuits/io/aiger_writer.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heddle::Aig aig;
  try {
    aig = heddle::read_aiger(heddle::open_bytes(std::as_bytes(std::span(data, size)), "input"));
    aig.validate();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
    return 0;
  }
  for (const heddle::AigerFormat format :
       {heddle::AigerFormat::kBinary, heddle::AigerFormat::kAscii}) {
    const std::string bytes = heddle::to_aiger(aig, format);
    const std::span<const char> written(bytes);
    if (heddle::read_aiger(heddle::open_bytes(std::as_bytes(written), "written")) != aig) {
      std::abort();
    }
  }
  return 0;
}
