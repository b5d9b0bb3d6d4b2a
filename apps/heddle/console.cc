#include "apps/heddle/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace heddle::cli {

void Console::line(std::string_view text) {
  clear_status();
  fmt::print(people_, "{}\n", text);
  std::fflush(people_);
}

bool Console::has_terminal() const { return ::isatty(::fileno(people_)) == 1; }

void Console::status(std::string_view text) {
  winsize size = {};
  const bool known = ::ioctl(::fileno(people_), TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  const size_t columns = known ? size.ws_col - size_t{1} : 79;  // a longer line would wrap
  fmt::print(people_, "\r{}\033[K", text.substr(0, columns));
  std::fflush(people_);
  status_shown_ = true;
}

void Console::clear_status() {
  if (!status_shown_) return;
  fmt::print(people_, "\r\033[K");
  status_shown_ = false;
}

void Console::object(std::string_view one_line) {
  clear_status();
  if (!json_) return;
  fmt::print(stdout, "{}\n", one_line);
}

}  // namespace heddle::cli
