// Cuts the text of a Program into tokens; used by the parser alone.
#pragma once

#include "heddle/base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle {

enum class TokenKind : uint8_t {
  kWord,     // identifier, also with dots inside
  kNumber,   // integer or float, sign included; also nan and inf after a sign
  kText,     // "quoted"
  kSymbol,   // one of ( ) [ ] { } , : = % / _ or <- or <=
  kNewline,  // blank lines are folded
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // as written; for kText without the quotes, escapes not yet resolved
};

class Lexer {
 public:
  Lexer(std::string_view text, std::string_view source) : rest_(text), source_(source) {
    advance();
  }

  const Token& peek() const { return current_; }
  Token next();
  bool accept(std::string_view symbol_or_word);  // takes the token if it is that one
  void expect(std::string_view symbol_or_word);
  void expect_newline();
  std::string_view expect_word(std::string_view what);
  std::string expect_text(std::string_view what);
  int64_t expect_integer(std::string_view what);

  template <class... Args>
  [[noreturn]] void fail_here(ErrorKind kind, fmt::format_string<Args...> format,
                              Args&&... args) const {
    fail(kind, "{}:{}: {}", source_, line_, fmt::format(format, std::forward<Args>(args)...));
  }
  // The next token as messages show it.
  std::string_view found() const;

 private:
  void advance();
  Token take(TokenKind kind, size_t length);
  Token scan();

  std::string_view rest_;
  std::string source_;
  int64_t line_ = 1;
  bool at_line_start_ = true;
  Token current_;
};

}  // namespace heddle
