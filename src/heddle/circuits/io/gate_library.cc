#include "heddle/circuits/io/gate_library.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

const PinConnection* find_pin(std::span<const PinConnection> connections, std::string_view pin) {
  const auto found = std::find_if(connections.begin(), connections.end(),
                                  [pin](const PinConnection& c) { return c.pin == pin; });
  return found == connections.end() ? nullptr : &*found;
}

bool has_pin(const LibraryGate& gate, std::string_view pin) {
  return std::any_of(gate.outputs.begin(), gate.outputs.end(), [pin](const GateOutput& output) {
    const std::vector<std::string>& pins = output.expression.pins;
    return output.pin == pin || std::find(pins.begin(), pins.end(), pin) != pins.end();
  });
}

}  // namespace

bool GateLibrary::add(std::string_view gate, GateOutput output) {
  LibraryGate& entry = gates_.try_emplace(std::string(gate)).first->second;
  entry.name = gate;
  for (const GateOutput& other : entry.outputs) {
    if (other.pin == output.pin) return false;
  }
  entry.outputs.push_back(std::move(output));
  return true;
}

const LibraryGate* GateLibrary::find(std::string_view name) const {
  const auto entry = gates_.find(name);
  return entry == gates_.end() ? nullptr : &entry->second;
}

void GatePlacer::append(const LibraryGate& gate, std::span<const PinConnection> connections,
                        uint32_t line, const std::function<std::string()>& place,
                        LogicGates& gates) {
  for (const PinConnection& connection : connections) {
    if (!has_pin(gate, connection.pin)) {
      fail(ErrorKind::kInvalidArgument, "{}: the gate {} has no pin '{}'", place(), gate.name,
           connection.pin);
    }
    if (find_pin(connections, connection.pin) != &connection) {
      fail(ErrorKind::kInvalidArgument, "{}: the pin '{}' is connected twice", place(),
           connection.pin);
    }
  }
  bool drives = false;
  for (const GateOutput& output : gate.outputs) {
    const PinConnection* driven = find_pin(connections, output.pin);
    if (driven == nullptr) continue;
    drives = true;
    gates.gates.push_back(
        {function_of(output), driven->net, static_cast<uint32_t>(gates.pins.size()), line});
    for (const std::string& pin : output.expression.pins) {
      const PinConnection* read = find_pin(connections, pin);
      if (read == nullptr) {
        fail(ErrorKind::kInvalidArgument, "{}: the pin '{}' of the gate {} is not connected",
             place(), pin, gate.name);
      }
      gates.pins.push_back(read->net);
    }
  }
  if (!drives) {
    fail(ErrorKind::kInvalidArgument, "{}: the output '{}' of the gate {} is not connected",
         place(), gate.outputs.front().pin, gate.name);
  }
}

uint32_t GatePlacer::function_of(const GateOutput& output) {
  const auto [entry, is_new] =
      function_numbers_.try_emplace(&output, static_cast<uint32_t>(functions_.size()));
  if (is_new) functions_.push_back(output.expression.function);
  return entry->second;
}

}  // namespace heddle
