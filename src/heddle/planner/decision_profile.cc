#include "heddle/planner/decision_profile.h"

namespace heddle {

const HardwareProfile& decision_profile() {
  static const HardwareProfile profile;
  return profile;
}

}  // namespace heddle
