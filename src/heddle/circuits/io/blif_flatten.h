// The first model of a BLIF file with all that it contains, as one netlist.
#pragma once

#include "heddle/circuits/io/blif_model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

struct FlatBlif {
  LogicNetlist netlist;
  // Per net: whose it is. Ports of an instance are nets of the model around it.
  struct Origin {
    uint32_t model = 0, net = 0;
  };
  std::vector<Origin> origins;
};

// InvalidArgument for models that are not there or contain themselves, and for ports that do not
// fit. Unsupported beyond `max_steps` nets and steps of functions: a file of n lines can stand for
// 2^n gates.
FlatBlif flatten(const BlifFile& file, int64_t max_steps);

}  // namespace heddle
