#include "heddle/circuits/io/blif_flatten.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/topological_order.h"

#include <fmt/core.h>

#include <utility>

namespace heddle {
namespace {

constexpr uint32_t kUnbound = kNoNode;

class BlifFlattener {
 public:
  BlifFlattener(const BlifFile& file, int64_t max_steps) : file_(file), steps_left_(max_steps) {}

  FlatBlif flatten() {
    refuse_recursion();
    flat_.netlist.functions = file_.functions;
    const BlifModel& top = file_.models.front();
    spend(top);
    take_copy({});
    for (const uint32_t net : top.inputs) flat_.netlist.inputs.push_back(flat_nets_[net]);
    for (const uint32_t net : top.outputs) flat_.netlist.outputs.push_back(flat_nets_[net]);
    while (!waiting_.empty()) {
      const Copy copy = std::move(waiting_.back());
      waiting_.pop_back();
      take_copy(copy);
    }
    return std::move(flat_);
  }

 private:
  // A model to be copied, some of whose nets are there already.
  struct Copy {
    struct Bound {
      uint32_t net, flat_net;
    };
    uint32_t model = 0;
    std::vector<Bound> bound;
  };

  std::string place_of(const BlifInstance& instance) const {
    return fmt::format("{}:{}", file_.name, instance.line);
  }

  uint32_t model_of(const BlifInstance& instance) const {
    const auto model = file_.model_of_word.find(instance.model);
    return model == file_.model_of_word.end() ? kNoNode : model->second;
  }

  void refuse_recursion() const {
    std::vector<std::vector<uint32_t>> contained(file_.models.size());
    for (size_t i = 0; i < contained.size(); ++i) {
      for (const BlifInstance& instance : file_.models[i].instances) {
        contained[i].push_back(model_of(instance));
      }
    }
    const TopologicalOrder order = topological_order(
        contained.size(),
        [&contained](uint32_t model) -> const std::vector<uint32_t>& { return contained[model]; });
    require(!order.on_cycle, "{}: the model '{}' contains itself", file_.name,
            file_.models[order.on_cycle.value_or(0)].name);
  }

  void take_copy(const Copy& copy) {
    const BlifModel& model = file_.models[copy.model];
    flat_nets_.assign(model.nets.size(), kUnbound);
    for (const Copy::Bound& bound : copy.bound) flat_nets_[bound.net] = bound.flat_net;
    for (uint32_t net = 0; net < model.nets.size(); ++net) {
      if (flat_nets_[net] != kUnbound) continue;
      flat_nets_[net] = flat_.netlist.nets++;
      flat_.origins.push_back({copy.model, net});
    }
    for (LogicGate gate : model.gates) {
      const auto first_pin = static_cast<uint32_t>(flat_.netlist.pins.size());
      for (uint32_t i = 0; i < file_.functions[gate.function].pins; ++i) {
        flat_.netlist.pins.push_back(flat_nets_[model.pins[gate.first_pin + i]]);
      }
      gate.first_pin = first_pin;
      gate.output = flat_nets_[gate.output];
      flat_.netlist.gates.push_back(gate);
    }
    for (const BlifInstance& instance : model.instances) waiting_.push_back(copy_of(instance));
  }

  // Before anything is made for a copy of the model.
  void spend(const BlifModel& model) {
    steps_left_ -= 1 + int64_t{model.nets.size()} + static_cast<int64_t>(model.pins.size());
    for (const LogicGate& gate : model.gates) {
      steps_left_ -= static_cast<int64_t>(file_.functions[gate.function].steps.size());
    }
    for (const BlifInstance& instance : model.instances) {
      steps_left_ -= static_cast<int64_t>(instance.ports.size());
    }
    if (steps_left_ < 0) {
      fail(ErrorKind::kUnsupported,
           "{}: the models within models make too many gates; the limit was reached in '{}'",
           file_.name, model.name);
    }
  }

  // With the nets of the model that was copied last.
  Copy copy_of(const BlifInstance& instance) {
    Copy copy{model_of(instance), {}};
    if (copy.model == kNoNode) {
      fail(ErrorKind::kInvalidArgument, "{}: no model '{}' in this file", place_of(instance),
           file_.words[instance.model]);
    }
    const BlifModel& model = file_.models[copy.model];
    spend(model);
    std::vector<char> is_port(model.nets.size(), 0);
    for (const uint32_t net : model.outputs) is_port[net] = 1;
    for (const uint32_t net : model.inputs) is_port[net] = 1;
    for (const BlifInstance::Port& port : instance.ports) {
      const std::string& formal = file_.words[port.formal];
      const auto net = model.nets.find(formal);
      if (!net || is_port[*net] == 0) {
        fail(ErrorKind::kInvalidArgument,
             "{}: '{}' is not an input or output of the model '{}', or connected before",
             place_of(instance), formal, model.name);
      }
      is_port[*net] = 0;
      copy.bound.push_back({*net, flat_nets_[port.net]});
    }
    for (const uint32_t net : model.inputs) {
      if (is_port[net] == 0) continue;
      fail(ErrorKind::kInvalidArgument, "{}: the input '{}' of the model '{}' is not connected",
           place_of(instance), model.nets[net], model.name);
    }
    return copy;
  }

  const BlifFile& file_;
  int64_t steps_left_;
  FlatBlif flat_;
  std::vector<uint32_t> flat_nets_;  // of the model that was copied last
  std::vector<Copy> waiting_;
};

}  // namespace

FlatBlif flatten(const BlifFile& file, int64_t max_steps) {
  return BlifFlattener(file, max_steps).flatten();
}

}  // namespace heddle
