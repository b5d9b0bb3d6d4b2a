#include "heddle/graph/io/fields.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace heddle {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void split_at_blanks(std::string_view line, std::vector<std::string_view>& fields) {
  for (size_t i = 0; i < line.size();) {
    while (i < line.size() && is_blank(line[i])) ++i;
    const size_t begin = i;
    while (i < line.size() && !is_blank(line[i])) ++i;
    if (i > begin) fields.push_back(line.substr(begin, i - begin));
  }
}

void split_at(char delimiter, std::string_view line, std::vector<std::string_view>& fields) {
  for (;;) {
    const size_t end = line.find(delimiter);
    fields.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

template <class T>
std::optional<T> parse_number(std::string_view field) {
  T value{};
  if (!field.empty() && field.front() == '+') field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

}  // namespace

Delimiter detect_delimiter(std::string_view line) {
  for (const Delimiter delimiter : {Delimiter::kTab, Delimiter::kComma, Delimiter::kSemicolon}) {
    if (line.find(static_cast<char>(delimiter)) != std::string_view::npos) return delimiter;
  }
  return Delimiter::kSpaces;
}

const std::vector<std::string_view>& FieldSplitter::split(std::string_view line,
                                                          const LineReader& reader) {
  fields_.clear();
  const bool may_quote = delimiter_ == Delimiter::kComma || delimiter_ == Delimiter::kSemicolon;
  if (may_quote && line.find('"') != std::string_view::npos) {
    split_quoted(line, reader);
  } else if (delimiter_ == Delimiter::kSpaces) {
    split_at_blanks(line, fields_);
  } else {
    split_at(static_cast<char>(delimiter_), line, fields_);
  }
  return fields_;
}

void FieldSplitter::split_quoted(std::string_view line, const LineReader& reader) {
  unquoted_.clear();
  unquoted_.reserve(line.size());  // views point into it: it must not move
  for (size_t i = 0;; ++i) {
    while (i < line.size() && is_blank(line[i])) ++i;
    if (i < line.size() && line[i] == '"') {
      i = append_quoted(line, i + 1, reader);
    } else {
      const size_t end = std::min(line.find(static_cast<char>(delimiter_), i), line.size());
      fields_.push_back(trimmed(line.substr(i, end - i)));
      i = end;
    }
    if (i == line.size()) return;
  }
}

// Appends the field whose text begins at `begin`; the place of the delimiter behind it.
size_t FieldSplitter::append_quoted(std::string_view line, size_t begin, const LineReader& reader) {
  const size_t unquoted_begin = unquoted_.size();
  size_t i = begin;
  for (;; ++i) {
    if (i == line.size()) {
      fail(ErrorKind::kInvalidArgument, "{}: a quoted field does not end on its line",
           reader.place());
    }
    if (line[i] == '"') {
      if (i + 1 == line.size() || line[i + 1] != '"') break;
      ++i;
    }
    unquoted_.push_back(line[i]);
  }
  fields_.push_back(std::string_view(unquoted_).substr(unquoted_begin));
  for (++i; i < line.size() && is_blank(line[i]);) ++i;
  if (i < line.size() && line[i] != static_cast<char>(delimiter_)) {
    fail(ErrorKind::kInvalidArgument, "{}: text after the closing quote of field {}",
         reader.place(), fields_.size());
  }
  return i;
}

std::optional<int64_t> parse_int(std::string_view field) { return parse_number<int64_t>(field); }

// By way of double: what is too small for a float is 0, not an error.
std::optional<float> parse_float(std::string_view field) {
  const std::optional<double> value = parse_number<double>(field);
  if (!value) return std::nullopt;
  return static_cast<float>(*value);
}

float parse_weight(std::string_view field, const LineReader& reader) {
  const std::optional<float> value = parse_float(field);
  if (!value || !std::isfinite(*value)) {
    fail(ErrorKind::kInvalidArgument, "{}: weight '{}', need a finite number", reader.place(),
         field);
  }
  return *value;
}

}  // namespace heddle
