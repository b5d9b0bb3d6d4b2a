// Tables of operands that do not fit, each with the message that refuses them.
#pragma once

#include "heddle/ir/builder.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <functional>
#include <span>

namespace heddle::test {

// `Operands` is made from a Builder and makes values of many types.
template <class Operands>
struct Refused {
  const char* message;
  std::function<void(Operands&)> build;
};

template <class Operands>
void expect_refused(std::span<const Refused<Operands>> table) {
  for (const Refused<Operands>& refused : table) {
    Program program;
    Builder builder(program);
    Operands operands(builder);
    expect_error(ErrorKind::kInvalidArgument, {refused.message}, [&] { refused.build(operands); });
  }
}

}  // namespace heddle::test
