#include "heddle/circuits/io/yosys_module.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/circuits/io/yosys_cells.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace heddle {
namespace {

constexpr uint32_t kConstantGate = std::numeric_limits<uint32_t>::max();  // instead of its cell

const ParsedJson& required_member(const ParsedJson& object, const char* key,
                                  std::string_view place) {
  require(object.is_object(), "{}: need a JSON object", place);
  const auto member = object.find(key);
  require(member != object.end(), "{}: '{}' is missing", place, key);
  return *member;
}

std::string text_member(const ParsedJson& object, const char* key, std::string_view place) {
  const ParsedJson& member = required_member(object, key, place);
  require(member.is_string(), "{}: '{}' must be a text", place, key);
  return member.get<std::string>();
}

// 0 if it is absent.
int32_t small_integer_member(const ParsedJson& object, const char* key, std::string_view place) {
  const auto member = object.find(key);
  if (member == object.end()) return 0;
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  const bool ok = member->is_number_integer() && member->get<int64_t>() >= -kMost &&
                  member->get<int64_t>() <= kMost;
  require(ok, "{}: '{}' must be a whole number below 2^31", place, key);
  return member->get<int32_t>();
}

const ParsedJson& bits_member(const ParsedJson& object, const char* key, std::string_view place) {
  const ParsedJson& bits = required_member(object, key, place);
  require(bits.is_array(), "{}: '{}' must be a list of bits", place, key);
  return bits;
}

// How the bits of a port are called.
std::vector<std::string> bit_names(const std::string& port, const ParsedJson& json, size_t width,
                                   std::string_view place) {
  const int64_t offset = small_integer_member(json, "offset", place);
  const bool upwards = small_integer_member(json, "upto", place) != 0;
  if (width == 1 && offset == 0) return {port};
  std::vector<std::string> names;
  for (size_t i = 0; i < width; ++i) {
    const auto index = offset + static_cast<int64_t>(upwards ? width - 1 - i : i);
    names.push_back(fmt::format("{}[{}]", port, index));
  }
  return names;
}

}  // namespace

YosysModule::YosysModule(std::string_view file, std::string name)
    : file_(file), name_(std::move(name)) {}

void YosysModule::add_port(const std::string& name, const ParsedJson& port) {
  const std::string place = fmt::format("{}: port '{}' of module '{}'", file_, name, name_);
  const std::string direction = text_member(port, "direction", place);
  const ParsedJson& bits = bits_member(port, "bits", place);
  std::vector<std::string> names = bit_names(name, port, bits.size(), place);
  if (direction != "input" && direction != "output") {
    note(fmt::format("{} is {}, only input and output are supported", place, direction));
    return;
  }
  const bool is_input = direction == "input";
  for (const ParsedJson& bit : bits) {
    (is_input ? netlist_.inputs : netlist_.outputs).push_back(net_of(bit, place));
  }
  std::vector<std::string>& all_names = is_input ? input_names_ : output_names_;
  std::move(names.begin(), names.end(), std::back_inserter(all_names));
}

void YosysModule::add_cell(const std::string& name, const ParsedJson& cell) {
  const std::string place = place_of_cell(name);
  const std::string type = text_member(cell, "type", place);
  switch (kind_of_yosys_cell(type)) {
    case YosysCellKind::kNoLogic:
      return;
    case YosysCellKind::kSequential:
      sequential_.insert(type);
      return;
    case YosysCellKind::kWords:
      words_.insert(type);
      return;
    case YosysCellKind::kModule:
      copies_.insert(type);
      return;
    case YosysCellKind::kGate:
      break;
  }
  const ParsedJson& pins = required_member(cell, "connections", place);
  require(pins.is_object(), "{}: 'connections' must be an object", place);
  std::vector<PinConnection> connections;
  for (const auto& [pin, bits] : pins.items()) {
    require(bits.is_array() && bits.size() == 1, "{}: the pin '{}' needs a list of one bit", place,
            pin);
    connections.push_back({pin, net_of(bits.front(), place)});
  }
  placer_.append(
      *yosys_gates().find(type), connections, static_cast<uint32_t>(gate_names_.size()),
      [&place] { return std::string(place); }, netlist_);
  gate_names_.push_back(name);
}

std::string YosysModule::place_of_cell(std::string_view cell) const {
  return fmt::format("{}: cell '{}' of module '{}'", file_, cell, name_);
}

uint32_t YosysModule::net_of(const ParsedJson& bit, std::string_view user) {
  if (bit.is_number_integer()) {
    const auto [entry, is_new] = nets_.try_emplace(bit.get<int64_t>(), netlist_.nets);
    if (is_new) {
      bits_.push_back(bit.get<int64_t>());
      ++netlist_.nets;
    }
    return entry->second;
  }
  require(bit.is_string(), "{}: a bit must be a whole number, \"0\", \"1\", \"x\" or \"z\"", user);
  const std::string& value = bit.get_ref<const std::string&>();
  if (value == "x" || value == "z") {
    note(
        fmt::format("{}: has a bit '{}', which is neither 0 nor 1; 'setundef -zero' of Yosys "
                    "makes it 0",
                    user, value));
    return constant_net(false);
  }
  require(value == "0" || value == "1", "{}: a bit is \"{}\", need a whole number, \"0\" or \"1\"",
          user, value);
  return constant_net(value == "1");
}

uint32_t YosysModule::constant_net(bool value) {
  std::optional<uint32_t>& net = constants_[value ? 1 : 0];
  if (net) return *net;
  net = netlist_.nets++;
  bits_.push_back(value ? 1 : 0);  // Yosys counts other bits from 2
  netlist_.functions.push_back({0, {{LogicOp::kConstant, value ? 1U : 0U}}});
  netlist_.gates.push_back({static_cast<uint32_t>(netlist_.functions.size() - 1), *net,
                            static_cast<uint32_t>(netlist_.pins.size()), kConstantGate});
  return *net;
}

void YosysModule::note(std::string problem) {
  if (!problem_) problem_ = std::move(problem);
}

void YosysModule::refuse_cells() const {
  const std::string place = fmt::format("{}: module '{}'", file_, name_);
  if (!copies_.empty()) {
    fail(ErrorKind::kUnsupported,
         "{} has cells of other modules ({}); 'flatten' of Yosys replaces them by what is in them",
         place, join(copies_, ", "));
  }
  if (!sequential_.empty()) {
    fail(ErrorKind::kUnsupported,
         "{} has flip-flops, latches or memories ({}): sequential circuits are not supported",
         place, join(sequential_, ", "));
  }
  if (!words_.empty()) {
    fail(ErrorKind::kUnsupported,
         "{} has cells that are not gates of one bit ({}); 'synth; abc -g AND' or 'techmap; "
         "aigmap' of Yosys makes gates of them",
         place, join(words_, ", "));
  }
}

Aig YosysModule::to_aig() const {
  refuse_cells();
  if (problem_) fail(ErrorKind::kUnsupported, "{}", *problem_);
  NetlistWords words;
  words.file = fmt::format("{}: module '{}'", file_, name_);
  words.net = [this](uint32_t net) { return fmt::format("the bit {}", bits_[net]); };
  words.place = [this](const LogicGate& gate) {
    return gate.line == kConstantGate ? fmt::format("{}: a constant", file_)
                                      : place_of_cell(gate_names_[gate.line]);
  };
  Aig aig = build_aig(netlist_, words);
  aig.input_names = input_names_;
  aig.output_names = output_names_;
  return aig;
}

}  // namespace heddle
