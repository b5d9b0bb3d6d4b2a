// A BLIF file as it stands there: models, which may contain each other.
#pragma once

#include "heddle/circuits/io/logic_netlist.h"
#include "heddle/circuits/io/name_table.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace heddle {

// .subckt: a copy of another model.
struct BlifInstance {
  struct Port {
    uint32_t formal = 0;  // in BlifFile::words
    uint32_t net = 0;
  };
  uint32_t model = 0;  // in BlifFile::words
  uint32_t line = 0;
  std::vector<Port> ports;
};

struct BlifModel : LogicGates {
  std::string name;
  NameTable nets;
  std::vector<uint32_t> inputs, outputs;  // nets
  std::vector<BlifInstance> instances;
};

struct BlifFile {
  std::string name;
  std::vector<BlifModel> models;  // the first is the circuit
  std::vector<LogicFunction> functions;
  NameTable words;  // names of models and of their ports
  std::unordered_map<uint32_t, uint32_t> model_of_word;
};

}  // namespace heddle
