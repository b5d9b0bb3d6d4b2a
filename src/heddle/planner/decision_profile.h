// The machine on which choices are made.
#pragma once

#include "heddle/hardware/profile.h"

namespace heddle {

// Fixed rates of a usual server: what is chosen depends on the Program alone, never on how many
// threads run or on what a measurement found that day. Otherwise two runs could take kernels that
// add in another order and differ in bits. Predictions use measured rates.
const HardwareProfile& decision_profile();

}  // namespace heddle
