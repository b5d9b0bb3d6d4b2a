// Whatever the text, a netlist of Yosys is read or refused by one Error, and what was read is a
// valid circuit.

#include "heddle/base/error.h"
#include "heddle/circuits/io/yosys_json_reader.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    heddle::read_yosys_json(heddle::open_bytes(std::as_bytes(std::span(data, size)), "input"))
        .validate();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
