// Tests with one instance per operator case.
#pragma once

#include "tests/ops/case_instance.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace heddle::test {

class OpCaseTest : public testing::TestWithParam<const OpCase*> {
 protected:
  // Calls body(situation) for every one of `situations` that the case fits.
  template <class Body>
  void for_each_situation(const std::vector<Situation>& situations, const Body& body) {
    for (const Situation& situation : situations) {
      if (GetParam()->fits != nullptr && !GetParam()->fits(situation)) continue;
      SCOPED_TRACE(situation.name);
      body(situation);
    }
  }
};

// All cases, or those for which `wanted` holds.
inline std::vector<const OpCase*> cases_where(bool (*wanted)(const OpCase&)) {
  std::vector<const OpCase*> cases;
  for (const OpCase& op_case : op_cases()) {
    if (wanted == nullptr || wanted(op_case)) cases.push_back(&op_case);
  }
  return cases;
}

inline std::string case_name(const testing::TestParamInfo<const OpCase*>& info) {
  std::string name = info.param->name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

}  // namespace heddle::test
