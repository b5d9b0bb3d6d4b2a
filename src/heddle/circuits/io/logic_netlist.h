// Gates that drive nets and read nets, in any order: what BLIF and Yosys JSON describe.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/logic_function.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle {

struct LogicGate {
  uint32_t function = 0, output = 0;  // the net that it drives
  uint32_t first_pin = 0;             // in LogicGates::pins; as many as the function has
  uint32_t line = 0;                  // of the file, or what else NetlistWords::place() knows
};

struct LogicGates {
  std::vector<LogicGate> gates;
  std::vector<uint32_t> pins;  // the nets that the gates read
};

struct LogicNetlist : LogicGates {
  std::vector<LogicFunction> functions;
  uint32_t nets = 0;
  std::vector<uint32_t> inputs, outputs;  // nets
};

// How errors call them.
struct NetlistWords {
  std::function<std::string(uint32_t net)> net;        // "net 'a'"
  std::function<std::string(const LogicGate&)> place;  // "x.blif:12"
  std::string file;
};

// Without names. InvalidArgument unless each net that is read is driven once, and for cycles.
Aig build_aig(const LogicNetlist& netlist, const NetlistWords& words);

}  // namespace heddle
