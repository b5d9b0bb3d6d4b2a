#include "heddle/nn/model_definition.h"

#include "heddle/base/error.h"
#include "heddle/nn/models/gamora.h"
#include "heddle/nn/models/gat.h"
#include "heddle/nn/models/gcn.h"
#include "heddle/nn/models/gin.h"
#include "heddle/nn/models/rgcn.h"
#include "heddle/nn/models/sage.h"

#include <array>

namespace heddle {

const ModelDefinition& find_model(const std::string& name) {
  static const std::array models = {
      ModelDefinition{"gcn", {.self_loops = true}, gcn_model},
      ModelDefinition{"sage", {}, sage_model},
      ModelDefinition{"gat", {.self_loops = true}, gat_model},
      ModelDefinition{"rgcn", {.inverse_relations = true}, rgcn_model},
      ModelDefinition{"gin", {}, gin_model},
      ModelDefinition{"circuit", {}, rgcn_model},  // its graphs have relations both ways already
      ModelDefinition{"gamora", {}, gamora_model},
  };
  std::string known;
  for (const ModelDefinition& model : models) {
    if (model.name == name) return model;
    known += (known.empty() ? "" : ", ") + model.name;
  }
  fail(ErrorKind::kInvalidArgument, "model '{}' is not known; there are {}", name, known);
}

}  // namespace heddle
