// The fields of one line of a table, and the numbers in them.
#pragma once

#include "heddle/graph/io/line_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

enum class Delimiter : char { kTab = '\t', kComma = ',', kSemicolon = ';', kSpaces = ' ' };

// The delimiter of a table by one of its lines: tab before comma before semicolon before spaces.
Delimiter detect_delimiter(std::string_view line);

// Splits lines and reuses its storage. In comma and semicolon tables a field may stand in double
// quotes, with "" for a quote inside (RFC 4180, but never over a line end); in the others quotes
// are plain characters. Blanks around unquoted fields are dropped.
class FieldSplitter {
 public:
  explicit FieldSplitter(Delimiter delimiter) : delimiter_(delimiter) {}

  // Views hold until the next call and as long as `line`, which `reader` (named in errors) gave.
  const std::vector<std::string_view>& split(std::string_view line, const LineReader& reader);

 private:
  void split_quoted(std::string_view line, const LineReader& reader);
  size_t append_quoted(std::string_view line, size_t begin, const LineReader& reader);

  Delimiter delimiter_;
  std::vector<std::string_view> fields_;
  std::string unquoted_;
};

// The number, if the field is one number and nothing else.
std::optional<int64_t> parse_int(std::string_view field);
std::optional<float> parse_float(std::string_view field);  // also nan and inf

// The weight of an edge, in the line that `reader` gave; InvalidArgument unless it is finite.
float parse_weight(std::string_view field, const LineReader& reader);

}  // namespace heddle
