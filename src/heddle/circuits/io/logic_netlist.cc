#include "heddle/circuits/io/logic_netlist.h"

#include "heddle/base/error.h"
#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/io/topological_order.h"

#include <fmt/core.h>

#include <span>
#include <utility>

namespace heddle {
namespace {

constexpr uint32_t kUndriven = kNoNode, kInput = kNoNode - 1;

class NetlistToAig {
 public:
  NetlistToAig(const LogicNetlist& netlist, const NetlistWords& words)
      : netlist_(netlist), words_(words), drivers_(netlist.nets, kUndriven) {}

  Aig build() {
    find_drivers();
    require_drivers();
    return build_gates(sorted_gates());
  }

 private:
  void find_drivers() {
    for (const uint32_t net : netlist_.inputs) {
      require(drivers_[net] == kUndriven, "{}: {} is an input twice", words_.file, words_.net(net));
      drivers_[net] = kInput;
    }
    for (uint32_t i = 0; i < netlist_.gates.size(); ++i) {
      uint32_t& driver = drivers_[netlist_.gates[i].output];
      if (driver != kUndriven) refuse_second_driver(netlist_.gates[i], driver);
      driver = i;
    }
  }

  [[noreturn]] void refuse_second_driver(const LogicGate& gate, uint32_t first) const {
    fail(ErrorKind::kInvalidArgument, "{}: {} is driven a second time, first {}",
         words_.place(gate), words_.net(gate.output),
         first == kInput ? "as an input" : "at " + words_.place(netlist_.gates[first]));
  }

  std::span<const uint32_t> pins_of(const LogicGate& gate) const {
    return std::span(netlist_.pins).subspan(gate.first_pin, netlist_.functions[gate.function].pins);
  }

  void require_drivers() const {
    for (const LogicGate& gate : netlist_.gates) {
      for (const uint32_t net : pins_of(gate)) {
        if (drivers_[net] != kUndriven) continue;
        fail(ErrorKind::kInvalidArgument, "{}: {} is read, but nothing drives it",
             words_.place(gate), words_.net(net));
      }
    }
    for (const uint32_t net : netlist_.outputs) {
      if (drivers_[net] != kUndriven) continue;
      fail(ErrorKind::kInvalidArgument, "{}: {} is an output, but nothing drives it", words_.file,
           words_.net(net));
    }
  }

  std::vector<uint32_t> sorted_gates() const {
    struct Fanins {
      std::span<const uint32_t> nets;
      const std::vector<uint32_t>& drivers;

      size_t size() const { return nets.size(); }
      uint32_t operator[](size_t i) const {
        const uint32_t driver = drivers[nets[i]];
        return driver == kInput ? kNoNode : driver;
      }
    };
    TopologicalOrder order = topological_order(netlist_.gates.size(), [this](uint32_t gate) {
      return Fanins{pins_of(netlist_.gates[gate]), drivers_};
    });
    if (order.on_cycle) {
      const LogicGate& gate = netlist_.gates[*order.on_cycle];
      fail(ErrorKind::kInvalidArgument, "{}: {} depends on itself: a cycle", words_.place(gate),
           words_.net(gate.output));
    }
    return std::move(order.nodes);
  }

  Aig build_gates(const std::vector<uint32_t>& order) const {
    AigBuilder builder(static_cast<int64_t>(netlist_.inputs.size()));
    std::vector<Literal> values(netlist_.nets, kFalse);
    for (size_t i = 0; i < netlist_.inputs.size(); ++i) {
      values[netlist_.inputs[i]] = builder.input(static_cast<int64_t>(i));
    }
    std::vector<Literal> pins, stack;
    for (const uint32_t node : order) {
      const LogicGate& gate = netlist_.gates[node];
      pins.clear();
      for (const uint32_t net : pins_of(gate)) pins.push_back(values[net]);
      values[gate.output] = build_logic(netlist_.functions[gate.function], pins, builder, stack);
    }
    for (const uint32_t net : netlist_.outputs) builder.add_output(values[net]);
    return builder.take();
  }

  const LogicNetlist& netlist_;
  const NetlistWords& words_;
  std::vector<uint32_t> drivers_;  // per net: the gate, kInput or kUndriven
};

}  // namespace

Aig build_aig(const LogicNetlist& netlist, const NetlistWords& words) {
  return NetlistToAig(netlist, words).build();
}

}  // namespace heddle
