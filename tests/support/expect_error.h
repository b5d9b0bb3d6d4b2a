// Expects a heddle::Error of a kind, with certain words in its message, on one line.
#pragma once

#include "heddle/base/error.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle::test {

template <class Action>
void expect_error(ErrorKind kind, std::initializer_list<std::string_view> words,
                  const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(to_string(error.kind()), to_string(kind)) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string_view word : words) {
      EXPECT_NE(message.find(word), std::string::npos) << "'" << word << "' is not in: " << message;
    }
    return;
  }
  ADD_FAILURE() << "no error, need " << to_string(kind);
}

}  // namespace heddle::test
