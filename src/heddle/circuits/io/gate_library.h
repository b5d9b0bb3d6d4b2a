// Gates that netlists refer to by name, and how they are put into a netlist.
#pragma once

#include "heddle/circuits/io/gate_expression.h"
#include "heddle/circuits/io/logic_netlist.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {

struct GateOutput {
  std::string pin;
  GateExpression expression;
};

struct LibraryGate {
  std::string name;
  std::vector<GateOutput> outputs;  // mostly one; a full adder has two
};

class GateLibrary {
 public:
  // False if the gate has such an output already.
  bool add(std::string_view gate, GateOutput output);
  const LibraryGate* find(std::string_view name) const;  // null if there is none
  bool empty() const { return gates_.empty(); }

 private:
  std::map<std::string, LibraryGate, std::less<>> gates_;  // which do not move
};

struct PinConnection {
  std::string_view pin;
  uint32_t net = 0;
};

// Puts library gates into a netlist. Functions stand there once, however many gates have them.
class GatePlacer {
 public:
  explicit GatePlacer(std::vector<LogicFunction>& functions) : functions_(functions) {}

  // One gate per connected output. InvalidArgument, with place() in front, unless all pins that it
  // reads are connected, each once, and no others.
  void append(const LibraryGate& gate, std::span<const PinConnection> connections, uint32_t line,
              const std::function<std::string()>& place, LogicGates& gates);

 private:
  uint32_t function_of(const GateOutput& output);

  std::vector<LogicFunction>& functions_;
  std::unordered_map<const GateOutput*, uint32_t> function_numbers_;
};

}  // namespace heddle
