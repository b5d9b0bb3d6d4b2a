#include "heddle/train/model_file.h"

#include "heddle/base/error.h"
#include "heddle/base/json.h"
#include "heddle/ir/parser.h"
#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"

namespace heddle {
namespace {

std::string flag_text(bool flag) { return flag ? "true" : "false"; }

bool read_flag(const Checkpoint& checkpoint, const std::string& key) {
  const std::string& text = checkpoint.text(key);
  require(text == "true" || text == "false", "{}: '{}' is '{}', needs true or false",
          checkpoint.source(), key, text);
  return text == "true";
}

std::vector<std::string> read_names(const Checkpoint& checkpoint, const std::string& key) {
  try {
    return parse_json(checkpoint.text(key)).get<std::vector<std::string>>();
  } catch (const ParsedJson::exception&) {
    fail(ErrorKind::kInvalidArgument, "{}: '{}' is no list of texts", checkpoint.source(), key);
  }
}

}  // namespace

std::vector<std::string> relation_names(const Dataset& dataset) {
  std::vector<std::string> names;
  for (const Relation& relation : dataset.graph.relations) names.push_back(relation.name);
  return names;
}

Metadata model_metadata(const ModelFile& model) {
  return {{"program", print_program(model.program)},
          {"dataset", model.dataset},
          {"model", model.model},
          {"metric", model.metric},
          {"normalize_features", flag_text(model.normalize_features)},
          {"multi_label", flag_text(model.multi_label)},
          {"graph_level", flag_text(model.graph_level)},
          {"class_names", print_json(Json(model.class_names))},
          {"relation_names", print_json(Json(model.relation_names))}};
}

ModelFile read_model_file(const Checkpoint& checkpoint) {
  ModelFile model;
  model.program = parse_program(checkpoint.text("program"), op_table(), checkpoint.source());
  model.dataset = checkpoint.text("dataset");
  model.model = checkpoint.text("model");
  model.metric = checkpoint.text("metric");
  model.normalize_features = read_flag(checkpoint, "normalize_features");
  model.multi_label = read_flag(checkpoint, "multi_label");
  model.graph_level = read_flag(checkpoint, "graph_level");
  model.class_names = read_names(checkpoint, "class_names");
  if (checkpoint.has("relation_names")) {
    model.relation_names = read_names(checkpoint, "relation_names");
  }
  require(model.program.find_output("logits").present(), "{}: its program has no output 'logits'",
          checkpoint.source());
  return model;
}

}  // namespace heddle
