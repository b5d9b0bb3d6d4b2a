#include "heddle/planner/decision_profile.h"

namespace heddle {

const HardwareProfile& decision_profile() {
  static const HardwareProfile profile = [] {
    HardwareProfile usual;
    usual.threads = 2;
    return usual;
  }();
  return profile;
}

}  // namespace heddle
