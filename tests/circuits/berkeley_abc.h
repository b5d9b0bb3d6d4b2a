// ABC by its authors, where it is installed: what users compare with.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace heddle::test {

// Standard output of a command.
inline std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  std::array<char, 4096> block{};
  for (size_t got = 0; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;) {
    text.append(block.data(), got);
  }
  ::pclose(pipe);
  return text;
}

inline bool has_berkeley_abc() { return !output_of("command -v berkeley-abc 2>/dev/null").empty(); }

inline std::string run_berkeley_abc(const std::string& commands) {
  return output_of("berkeley-abc -q '" + commands + "' 2>&1");
}

// -1 if the words do not stand there.
inline int64_t number_behind(const std::string& words, const std::string& text) {
  const size_t at = text.find(words);
  return at == std::string::npos ? -1 : std::atoll(text.c_str() + at + words.size());
}

}  // namespace heddle::test

#define HEDDLE_REQUIRE_BERKELEY_ABC()                                                     \
  do {                                                                                    \
    if (!::heddle::test::has_berkeley_abc()) GTEST_SKIP() << "berkeley-abc is not there"; \
  } while (false)
