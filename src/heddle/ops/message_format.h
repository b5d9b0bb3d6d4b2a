// How rows may travel along edges: what the attribute "messages" of spmm and spmm_topk allows.
#pragma once

#include "heddle/ir/attribute.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle {

struct MessageFormat {
  enum class Kind : uint8_t {
    kSame,       // in the type of the rows
    kBf16,       // rounded to the nearest bf16
    kQuantized,  // as codes of `bits` bits, see quantize
    kAuto,       // the planner chooses one of these; codes have 8 bits and a scale per row then
  };
  Kind kind = Kind::kSame;
  int64_t bits = 8;
  bool per_tensor = false;  // one scale for all rows; else one per row
  bool stochastic = false;  // codes rounded up or down at random, right in the mean: for gradients
  int64_t hub_bits = 0;     // of the rows of hubs, see hub_rows; 0: as many as the others

  bool operator==(const MessageFormat&) const = default;
};

inline constexpr std::string_view kSameMessages = "same";

// What parse_message_format() reads. "/tensor", or "/hubs=4" with 4 or 2 bits and fewer than the
// others have, may follow a number of bits, and "/stochastic" after that codes and "auto".
inline constexpr std::array<std::string_view, 7> kMessageFormats = {
    "same", "bf16", "int8", "int4", "int2", "int8/tensor", "auto"};

// Nothing if the text is no format.
std::optional<MessageFormat> parse_message_format(std::string_view text);
std::string to_string(const MessageFormat& format);

// Of a node with the attribute "messages". Throws InvalidArgument if it is no format.
MessageFormat message_format_of(const Attributes& attributes);
// The text for the sum of gradients that belongs to a sum of rows: codes round at random.
std::string gradient_messages(const Attributes& attributes);

}  // namespace heddle
