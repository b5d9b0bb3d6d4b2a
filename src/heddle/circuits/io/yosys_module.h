// One module of a Yosys netlist, filled in as its parts are read.
#pragma once

#include "heddle/base/json.h"
#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/gate_library.h"
#include "heddle/circuits/io/logic_netlist.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {

class YosysModule {
 public:
  // `file` is for errors, as is the name.
  YosysModule(std::string_view file, std::string name);
  YosysModule(const YosysModule&) = delete;
  YosysModule& operator=(const YosysModule&) = delete;

  const std::string& name() const { return name_; }

  // The objects "ports.NAME" and "cells.NAME". InvalidArgument if they are not as Yosys writes
  // them. What is not supported is only noted: it may be another module that is asked for.
  void add_port(const std::string& name, const ParsedJson& port);
  void add_cell(const std::string& name, const ParsedJson& cell);

  // Throws what was noted; what build_aig() throws.
  Aig to_aig() const;

 private:
  uint32_t net_of(const ParsedJson& bit, std::string_view user);
  uint32_t constant_net(bool value);
  void note(std::string problem);
  void refuse_cells() const;
  std::string place_of_cell(std::string_view cell) const;

  std::string file_, name_;
  LogicNetlist netlist_;
  GatePlacer placer_{netlist_.functions};
  std::unordered_map<int64_t, uint32_t> nets_;
  std::vector<int64_t> bits_;                         // of nets; constants: -1
  std::array<std::optional<uint32_t>, 2> constants_;  // their nets
  std::vector<std::string> gate_names_;
  std::vector<std::string> input_names_, output_names_;
  std::optional<std::string> problem_;                 // the first
  std::set<std::string> sequential_, words_, copies_;  // types of cells that are not supported
};

}  // namespace heddle
