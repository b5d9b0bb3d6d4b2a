// Whatever the bytes, a Program's text is read or refused by one Error of one line; what was read
// prints to a text that reads the same.

#include "heddle/base/error.h"
#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

std::optional<heddle::Program> parse(std::string_view text) {
  try {
    return heddle::parse_program(text, heddle::op_table());
  } catch (const heddle::Error& error) {
    const bool one_line = std::string_view(error.what()).find('\n') == std::string_view::npos;
    if (error.kind() == heddle::ErrorKind::kInternal || !one_line) std::abort();
  }
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::optional<heddle::Program> program = parse(input);
  if (!program.has_value()) return 0;
  const std::string text = heddle::print_program(*program);
  const std::optional<heddle::Program> again = parse(text);
  if (!again.has_value() || heddle::print_program(*again) != text) std::abort();
  return 0;
}
