#include "heddle/train/recipes.h"

namespace heddle {
namespace {

bool is_planetoid(const Dataset& dataset) {
  return dataset.name == "cora" || dataset.name == "citeseer" || dataset.name == "pubmed";
}

// PyTorch Geometric's form of the recipe: weight decay on the first layer only, features
// row-normalised, the test score at the best validation epoch.
Recipe planetoid_gcn() {
  Recipe recipe;
  recipe.source = "Kipf, Welling 2017";
  TrainConfig& config = recipe.config;
  config.weight_decay = 5e-4;
  config.decay_layers = "first";
  config.normalize_features = true;
  return recipe;
}

Recipe planetoid_sage() {
  Recipe recipe = planetoid_gcn();
  recipe.source = "GraphSAGE with two layers of 16, as in DGL's and PyG's benchmarks";
  recipe.config.decay_layers = "all";
  return recipe;
}

Recipe planetoid_gat(const std::string& dataset) {
  Recipe recipe;
  recipe.source = "Velickovic et al. 2018";
  TrainConfig& config = recipe.config;
  config.model.hidden = 8;
  config.model.heads = 8;
  config.model.dropout = 0.6;
  config.model.attention_dropout = 0.6;
  config.learning_rate = 0.005;
  config.weight_decay = 5e-4;
  config.epochs = 1000;
  config.patience = 100;
  config.normalize_features = true;
  if (dataset == "pubmed") {
    config.model.output_heads = 8;
    config.learning_rate = 0.01;
    config.weight_decay = 1e-3;
  }
  return recipe;
}

Recipe entity_rgcn(const Dataset& dataset) {
  Recipe recipe;
  recipe.source = "Schlichtkrull et al. 2018";
  TrainConfig& config = recipe.config;
  config.model.dropout = 0.0;
  config.epochs = 50;
  config.select = "last";
  if (dataset.name == "mutag_rdf") {
    config.model.bases = 30;
    config.weight_decay = 5e-4;
  }
  return recipe;
}

Recipe graph_gin() {
  Recipe recipe;
  recipe.source = "Xu et al. 2019, under the protocol of Errica et al. 2020";
  TrainConfig& config = recipe.config;
  config.model.layers = 5;
  config.model.hidden = 32;
  config.learning_rate_decay = 0.5;
  config.decay_every = 50;
  config.epochs = 300;
  config.patience = 60;
  config.batch_size = 32;
  config.protocol = "fair-cv";
  return recipe;
}

// Four layers see a full adder and what reads it; three leave some nodes of each family wrong.
Recipe circuit_adders() {
  Recipe recipe;
  recipe.source = "heddle's own for circuits (docs/circuits.md)";
  TrainConfig& config = recipe.config;
  config.model.layers = 4;
  config.model.hidden = 32;
  config.model.norm = "layer";
  config.model.residual = true;
  config.model.dropout = 0.0;
  config.learning_rate = 0.007;
  config.learning_rate_decay = 0.5;
  config.decay_every = 130;
  config.epochs = 400;
  return recipe;
}

// Their 1,800 steps on one small multiplier; in full batches, where they sample blocks of all
// fan-ins around 20 targets.
Recipe gamora() {
  Recipe recipe;
  recipe.source = "GAMORA (Wu et al. 2023), in full batches";
  TrainConfig& config = recipe.config;
  config.model.layers = 4;
  config.model.hidden = 32;
  config.model.dropout = 0.5;
  config.learning_rate = 0.008;
  config.weight_decay = 5e-5;
  config.epochs = 1800;
  config.select = "last";
  return recipe;
}

Recipe general() {
  Recipe recipe;
  recipe.source = "defaults";
  TrainConfig& config = recipe.config;
  config.model.hidden = 64;
  config.weight_decay = 5e-4;
  config.patience = 100;
  return recipe;
}

std::string usual_model(const Dataset& dataset) {
  if (dataset.level == Level::kGraph) return "gin";
  if (dataset.name == "circuits") return dataset.class_groups.empty() ? "circuit" : "gamora";
  return dataset.graph.relations.size() > 1 ? "rgcn" : "gcn";
}

Recipe choose(const Dataset& dataset, const std::string& model) {
  if (dataset.level == Level::kGraph && model == "gin") return graph_gin();
  if (model == "circuit") return circuit_adders();
  if (model == "gamora") return gamora();
  if (model == "rgcn" && dataset.graph.relations.size() > 1) return entity_rgcn(dataset);
  if (is_planetoid(dataset)) {
    if (model == "gcn") return planetoid_gcn();
    if (model == "sage") return planetoid_sage();
    if (model == "gat") return planetoid_gat(dataset.name);
  }
  return general();
}

}  // namespace

Recipe recipe_for(const Dataset& dataset, const std::string& model) {
  const std::string chosen = model.empty() ? usual_model(dataset) : model;
  Recipe recipe = choose(dataset, chosen);
  recipe.config.model.model = chosen;
  if (chosen == "gin") recipe.config.model.norm = "batch";  // part of the model in its paper
  return recipe;
}

}  // namespace heddle
