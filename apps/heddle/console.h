// What the user sees: text for people, one JSON object for programs.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace heddle::cli {

// Without --json people read standard output; with it they read standard error, and the last line
// of standard output is the object.
class Console {
 public:
  explicit Console(bool json) : json_(json), people_(json ? stderr : stdout) {}

  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    line(fmt::format(format, std::forward<Args>(args)...));
  }
  void line(std::string_view text);

  // A line that the next one replaces; only on a terminal.
  bool has_terminal() const;
  void status(std::string_view text);

  bool json() const { return json_; }
  void object(std::string_view one_line);  // printed with --json only

 private:
  void clear_status();

  bool json_;
  std::FILE* people_;
  bool status_shown_ = false;
};

}  // namespace heddle::cli
