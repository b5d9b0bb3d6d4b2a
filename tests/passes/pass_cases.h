// Cases of passes, read from the .ir files beside this one.
//
//   case <name>: <pass> <decision words>
//   <program>
//   after              or    after: same
//   <program>
#pragma once

#include "heddle/ir/program.h"
#include "heddle/passes/decisions.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace heddle::test {

struct PassCase {
  std::string name;  // "<pass>_<name>"
  std::function<Program(const Program&)> run;
  std::string before, after;  // program texts

  friend std::ostream& operator<<(std::ostream& out, const PassCase& c) { return out << c.name; }
};

// All cases of all files. Throws InvalidArgument for what cannot be read.
const std::vector<PassCase>& pass_cases();

}  // namespace heddle::test
