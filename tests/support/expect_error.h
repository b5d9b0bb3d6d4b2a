// Expects a heddle::Error of a kind; expect_error: with certain words in its message, on one line.
#pragma once

#include "heddle/base/error.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle::test {

// The message of the error of this kind that `action` has to throw; empty if it throws none.
template <class Action>
std::string error_of(ErrorKind kind, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(to_string(error.kind()), to_string(kind)) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error, need " << to_string(kind);
  return "";
}

template <class Action>
void expect_error(ErrorKind kind, std::initializer_list<std::string_view> words,
                  const Action& action) {
  const std::string message = error_of(kind, action);
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  for (const std::string_view word : words) {
    EXPECT_NE(message.find(word), std::string::npos) << "'" << word << "' is not in: " << message;
  }
}

}  // namespace heddle::test
