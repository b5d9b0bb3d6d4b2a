#include "heddle/circuits/io/aiger_reader.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/aiger_ascii.h"
#include "heddle/circuits/io/aiger_binary.h"
#include "heddle/circuits/io/aiger_symbols.h"
#include "heddle/graph/io/gzip_source.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kFreeInputs = int64_t{1} << 20;

// An input costs no byte in a binary file: a line of text could announce billions, for which names,
// levels and values would be allocated. Where each input is used there is a byte for each.
void require_bytes_for_inputs(const AigerInput& input, const Aig& aig) {
  if (aig.inputs <= std::max(kFreeInputs, input.offset())) return;
  fail(ErrorKind::kUnsupported, "{}: {} inputs in a file of {} bytes, need at most {}",
       input.name(), aig.inputs, input.offset(), std::max(kFreeInputs, input.offset()));
}

}  // namespace

Aig read_aiger(std::unique_ptr<ByteSource> source) {
  AigerInput input(std::move(source));
  const AigerHeader header = read_aiger_header(input);
  Aig aig = header.binary ? read_aiger_binary(input, header) : read_aiger_ascii(input, header);
  require_bytes_for_inputs(input, aig);
  read_aiger_symbols(input, aig);
  return aig;
}

Aig read_aiger(const std::filesystem::path& path) { return read_aiger(open_text(path)); }

}  // namespace heddle
