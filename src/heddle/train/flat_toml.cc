#include "heddle/train/flat_toml.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <charconv>

namespace heddle {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_key_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// As much as stands in an error message.
std::string shown(std::string_view text) {
  return std::string(text.substr(0, 40)) + (text.size() > 40 ? "..." : "");
}

void append_utf8(std::string& text, uint32_t code) {
  const auto byte = [&](uint32_t value) { text += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | code >> 6);
    byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3f));
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  }
}

// Reads one line from left to right.
class LineReader {
 public:
  LineReader(std::string_view line, std::string_view source, int64_t number)
      : rest_(line), source_(source), number_(number) {}

  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
  }
  bool at_end() const { return rest_.empty() || rest_.front() == '#'; }

  TomlAssignment assignment() {
    TomlAssignment result;
    result.line = number_;
    size_t length = 0;
    while (length < rest_.size() && is_key_character(rest_[length])) ++length;
    if (length == 0)
      refuse("needs KEY = VALUE (tables, arrays and quoted keys have no place here)");
    result.key = rest_.substr(0, length);
    rest_.remove_prefix(length);
    skip_blanks();
    if (rest_.empty() || rest_.front() != '=') refuse("needs '=' after the key " + result.key);
    rest_.remove_prefix(1);
    skip_blanks();
    read_value(result);
    skip_blanks();
    if (!at_end()) refuse("needs the end of the line after the value of " + result.key);
    return result;
  }

 private:
  [[noreturn]] void refuse(std::string_view needed) const {
    fail(ErrorKind::kInvalidArgument, "{}:{}: found '{}', {}", source_, number_, shown(rest_),
         needed);
  }

  void read_value(TomlAssignment& result) {
    if (!rest_.empty() && rest_.front() == '"') {
      result.value = basic_text();
    } else if (!rest_.empty() && rest_.front() == '\'') {
      result.value = literal_text();
    } else {
      read_word(result);
    }
  }

  std::string literal_text() {
    const size_t end = rest_.find('\'', 1);
    if (end == std::string_view::npos) refuse("needs a closing '");
    const std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string basic_text() {
    std::string text;
    size_t i = 1;
    while (i < rest_.size() && rest_[i] != '"') {
      if (rest_[i] != '\\') {
        text += rest_[i++];
        continue;
      }
      if (i + 1 == rest_.size()) break;
      i = escaped(text, i + 1);
    }
    if (i >= rest_.size() || rest_[i] != '"') refuse("needs a closing \"");
    rest_.remove_prefix(i + 1);
    return text;
  }

  // Appends what the escape at `i`, behind the backslash, stands for; returns the place after it.
  size_t escaped(std::string& text, size_t i) {
    constexpr std::string_view letters = "btnfr\"\\";
    constexpr std::string_view meanings = "\b\t\n\f\r\"\\";
    const size_t letter = letters.find(rest_[i]);
    if (letter != std::string_view::npos) {
      text += meanings[letter];
      return i + 1;
    }
    const size_t digits = rest_[i] == 'u' ? 4 : rest_[i] == 'U' ? 8 : 0;
    uint32_t code = 0;
    const std::string_view hex = rest_.substr(std::min(i + 1, rest_.size()), digits);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    const bool whole = digits > 0 && hex.size() == digits && end == hex.data() + digits;
    if (!whole || error != std::errc() || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      refuse("needs one of \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX \\UXXXXXXXX behind a backslash");
    }
    append_utf8(text, code);
    return i + 1 + digits;
  }

  // true, false or a number; underscores stand between digits.
  void read_word(TomlAssignment& result) {
    const size_t length = std::min(rest_.find_first_of(" \t#"), rest_.size());
    const std::string_view word = rest_.substr(0, length);
    if (word == "true" || word == "false") {
      result.kind = TomlAssignment::Kind::kBoolean;
      result.value = word;
    } else if (!read_number(word, result)) {
      refuse("needs a \"text\", a number, true or false");
    }
    rest_.remove_prefix(length);
  }

  static bool read_number(std::string_view word, TomlAssignment& result) {
    std::string digits;
    for (size_t i = 0; i < word.size(); ++i) {
      if (word[i] != '_') {
        digits += word[i];
      } else if (i == 0 || i + 1 == word.size() || !is_digit(word[i - 1]) ||
                 !is_digit(word[i + 1])) {
        return false;
      }
    }
    if (digits.starts_with('+')) digits.erase(0, 1);
    if (digits.starts_with('+')) return false;
    const char* const end = digits.data() + digits.size();
    int64_t whole = 0;
    double real = 0;
    if (const auto r = std::from_chars(digits.data(), end, whole);
        r.ptr == end && r.ec == std::errc()) {
      result.kind = TomlAssignment::Kind::kInteger;
    } else if (const auto f = std::from_chars(digits.data(), end, real);
               f.ptr == end && f.ec == std::errc()) {
      result.kind = TomlAssignment::Kind::kReal;
    } else {
      return false;
    }
    result.value = digits;
    return true;
  }

  std::string_view rest_, source_;
  int64_t number_;
};

}  // namespace

std::vector<TomlAssignment> parse_flat_toml(std::string_view text, std::string_view source) {
  std::vector<TomlAssignment> assignments;
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (const char c : line) {
      const auto code = static_cast<unsigned char>(c);
      require((code >= 0x20 && code != 0x7f) || c == '\t',
              "{}:{}: found the control character {:#04x}, needs a text file", source, number,
              code);
    }
    LineReader reader(line, source, number);
    reader.skip_blanks();
    if (reader.at_end()) continue;
    TomlAssignment assignment = reader.assignment();
    const auto same = std::find_if(assignments.begin(), assignments.end(),
                                   [&](auto& other) { return other.key == assignment.key; });
    require(same == assignments.end(), "{}:{}: the key {} stands in line {} already", source,
            number, assignment.key, same == assignments.end() ? 0 : same->line);
    assignments.push_back(std::move(assignment));
  }
  return assignments;
}

}  // namespace heddle
