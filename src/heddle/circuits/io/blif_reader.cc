#include "heddle/circuits/io/blif_reader.h"

#include "heddle/circuits/io/blif_flatten.h"
#include "heddle/circuits/io/blif_parser.h"
#include "heddle/graph/io/gzip_source.h"

#include <fmt/core.h>

#include <utility>

namespace heddle {
namespace {

NetlistWords words_of(const BlifFile& file, const FlatBlif& flat) {
  NetlistWords words;
  words.file = file.name;
  words.net = [&file, &flat](uint32_t net) {
    const FlatBlif::Origin& origin = flat.origins[net];
    const BlifModel& model = file.models[origin.model];
    const std::string& name = model.nets[origin.net];
    return origin.model == 0 ? fmt::format("net '{}'", name)
                             : fmt::format("net '{}' of the model '{}'", name, model.name);
  };
  words.place = [&file](const LogicGate& gate) {
    return fmt::format("{}:{}", file.name, gate.line);
  };
  return words;
}

}  // namespace

Aig read_blif(std::unique_ptr<ByteSource> source, const GateLibrary& gates, int64_t max_steps) {
  const BlifFile file = parse_blif(std::move(source), gates);
  const FlatBlif flat = flatten(file, max_steps);
  Aig aig = build_aig(flat.netlist, words_of(file, flat));
  const BlifModel& top = file.models.front();
  for (const uint32_t net : top.inputs) aig.input_names.push_back(top.nets[net]);
  for (const uint32_t net : top.outputs) aig.output_names.push_back(top.nets[net]);
  return aig;
}

Aig read_blif(const std::filesystem::path& path, const GateLibrary& gates) {
  return read_blif(open_text(path), gates);
}

}  // namespace heddle
