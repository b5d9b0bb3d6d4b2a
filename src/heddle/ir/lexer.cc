#include "heddle/ir/lexer.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace heddle {
namespace {

bool is_word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t word_length(std::string_view text) {
  size_t length = 0;
  while (length < text.size() && is_word(text[length])) ++length;
  return length;
}

// Digits, a point, an exponent with its sign. What it means is decided by from_chars.
size_t number_length(std::string_view text) {
  size_t length = text[0] == '-' ? 1 : 0;
  while (length < text.size()) {
    const char c = text[length];
    const bool sign_of_exponent = (c == '-' || c == '+') && length > 0 && text[length - 1] == 'e';
    if (!is_word(c) && !sign_of_exponent) break;
    ++length;
  }
  return length;
}

}  // namespace

std::string_view Lexer::found() const {
  if (current_.kind == TokenKind::kNewline) return "end of line";
  if (current_.kind == TokenKind::kEnd) return "end of text";
  return current_.text;
}

Token Lexer::take(TokenKind kind, size_t length) {
  const Token token = {kind, rest_.substr(0, length)};
  rest_.remove_prefix(length);
  return token;
}

Token Lexer::scan() {
  while (!rest_.empty()) {
    const char c = rest_[0];
    if (c == ' ' || c == '\t' || c == '\r') {
      rest_.remove_prefix(1);
    } else if (c == '\n') {
      const bool blank = at_line_start_;
      const Token token = take(TokenKind::kNewline, 1);
      at_line_start_ = true;
      if (!blank) return token;  // the line is counted when the token is consumed
      ++line_;
    } else {
      at_line_start_ = false;
      if (is_word_start(c)) return take(TokenKind::kWord, word_length(rest_));
      if (is_digit(c) || (c == '-' && rest_.size() > 1 && is_word(rest_[1]))) {
        return take(TokenKind::kNumber, number_length(rest_));
      }
      if (c == '"') {
        size_t end = 1;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        if (end >= rest_.size()) {
          fail_here(ErrorKind::kInvalidArgument, "a text in quotes does not end");
        }
        Token token = take(TokenKind::kText, end + 1);
        token.text = token.text.substr(1, end - 1);
        return token;
      }
      const bool two = rest_.starts_with("<-") || rest_.starts_with("<=");
      return take(TokenKind::kSymbol, two ? 2 : 1);
    }
  }
  return {};
}

void Lexer::advance() {
  if (current_.kind == TokenKind::kNewline) ++line_;
  if (current_.kind == TokenKind::kText) {
    line_ += std::count(current_.text.begin(), current_.text.end(), '\n');
  }
  current_ = scan();
}

Token Lexer::next() {
  const Token token = current_;
  advance();
  return token;
}

bool Lexer::accept(std::string_view symbol_or_word) {
  const bool comparable = current_.kind == TokenKind::kSymbol || current_.kind == TokenKind::kWord;
  if (!comparable || current_.text != symbol_or_word) return false;
  advance();
  return true;
}

void Lexer::expect(std::string_view symbol_or_word) {
  if (accept(symbol_or_word)) return;
  fail_here(ErrorKind::kInvalidArgument, "found '{}', needs '{}'", found(), symbol_or_word);
}

void Lexer::expect_newline() {
  if (current_.kind == TokenKind::kEnd) return;
  if (current_.kind != TokenKind::kNewline) {
    fail_here(ErrorKind::kInvalidArgument, "found '{}', needs the end of the line", found());
  }
  advance();
}

std::string_view Lexer::expect_word(std::string_view what) {
  if (current_.kind != TokenKind::kWord) {
    fail_here(ErrorKind::kInvalidArgument, "found '{}', needs {}", found(), what);
  }
  return next().text;
}

std::string Lexer::expect_text(std::string_view what) {
  if (current_.kind != TokenKind::kText) {
    fail_here(ErrorKind::kInvalidArgument, "found '{}', needs {} in quotes", found(), what);
  }
  const std::string_view raw = next().text;
  std::string text;
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) {
      ++i;
      text += raw[i] == 'n' ? '\n' : raw[i];
    } else {
      text += raw[i];
    }
  }
  return text;
}

int64_t Lexer::expect_integer(std::string_view what) {
  int64_t value = 0;
  const std::string_view text = current_.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (current_.kind != TokenKind::kNumber || error != std::errc() ||
      end != text.data() + text.size()) {
    fail_here(ErrorKind::kInvalidArgument, "found '{}', needs {}", found(), what);
  }
  advance();
  return value;
}

}  // namespace heddle
