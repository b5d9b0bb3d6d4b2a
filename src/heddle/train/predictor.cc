#include "heddle/train/predictor.h"

#include "heddle/base/error.h"
#include "heddle/ir/resize_spaces.h"
#include "heddle/train/graph_inputs.h"
#include "heddle/train/graph_task.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kGraphsPerBatch = 128;

AdjacencyOptions adjacency_options_of(const Program& program) {
  for (const Node& node : program.nodes) {
    if (node.op != &kAdjacency || node.attributes.text("name") != "graph") continue;
    return {.self_loops = node.attributes.flag("self_loops"),
            .inverse_relations = node.attributes.flag("inverse_relations")};
  }
  return {};  // a model that does not look at edges
}

Type input_type(const Program& program, std::string_view name) {
  for (const Node& node : program.nodes) {
    const bool named = node.op == &kInput || node.op == &kAdjacency;
    if (named && node.attributes.text("name") == name) return node.results[0];
  }
  return {};
}

// Relations have weights of their own, so their order must be that of the training. Where a model
// takes them for one, names mean nothing.
void require_same_relations(const ModelFile& model, const Type& graph, const Dataset& dataset) {
  if (graph.relations <= 1 || model.relation_names.empty()) return;
  const std::vector<std::string> names = relation_names(dataset);
  const auto [wanted, given] = std::mismatch(
      model.relation_names.begin(), model.relation_names.end(), names.begin(), names.end());
  if (wanted == model.relation_names.end() && given == names.end()) return;
  fail(ErrorKind::kInvalidArgument,
       "data set '{}': relation {} is '{}', the model was trained with '{}' there", dataset.name,
       given - names.begin(), given == names.end() ? "" : *given,
       wanted == model.relation_names.end() ? "" : *wanted);
}

void require_fit(const ModelFile& model, const Problem& problem, const Dataset& dataset) {
  const Type features = input_type(model.program, "features");
  const int64_t wanted = features.present() ? features.cols : 0;
  require(problem.feature_cols == wanted,
          "data set '{}': {} feature columns, the model was trained with {}", dataset.name,
          problem.feature_cols, wanted);
  const Type graph = input_type(model.program, "graph");
  require(!graph.present() || graph.relations == problem.relations,
          "data set '{}': {} relations, the model was trained with {}", dataset.name,
          problem.relations, graph.relations);
  require_same_relations(model, graph, dataset);
  const bool weighted = input_type(model.program, "edge_weights").present();
  require(weighted == problem.weighted_edges,
          "data set '{}': its edges have {}, the model was "
          "trained {}",
          dataset.name, problem.weighted_edges ? "weights" : "no weights",
          weighted ? "with weights" : "without");
  const bool csr = problem.features == FeatureKind::kCsr;
  require(!features.present() || csr == (features.form == Form::kCsr),
          "data set '{}': its features are {}, the model was trained with {} ones", dataset.name,
          csr ? "sparse" : "dense", csr ? "dense" : "sparse");
  const Type logits = model.program.type(model.program.find_output("logits"));
  require(dataset.classes == 0 || dataset.classes == logits.cols,
          "data set '{}': {} classes, the model predicts {}", dataset.name, dataset.classes,
          logits.cols);
}

// The model's Program, sized for this problem, planned, with its weights.
Session make_session(const LoadedModel& loaded, const Problem& problem, int threads,
                     CompileOptions options) {
  options.plan.threads = threads;
  const Program program = resize_spaces(loaded.model.program, space_sizes(problem),
                                        {{"features", problem.feature_entries}});
  loaded.checkpoint.require_slots(program, loaded.prefix);
  const Compiled compiled = compile_inference(program, load_or_measure_hardware(threads), options);
  const auto state = std::make_shared<State>();
  state->add_slots(program, 0);
  loaded.checkpoint.restore(*state, loaded.prefix);
  return {compiled.plan, state, std::make_shared<Arena>(), 0};
}

std::vector<float> predict_nodes(const LoadedModel& loaded, const Dataset& dataset, int threads,
                                 const CompileOptions& options) {
  const GraphInputs inputs(dataset, adjacency_options_of(loaded.model.program),
                           loaded.model.normalize_features, false, threads);
  require_fit(loaded.model, inputs.problem(), dataset);
  Session session = make_session(loaded, inputs.problem(), threads, options);
  inputs.bind(session.bindings());
  session.run(0);
  const auto logits = session.output("logits").matrix<const float>();
  std::vector<float> result;
  result.reserve(static_cast<size_t>(logits.rows * logits.cols));
  for (int64_t row = 0; row < logits.rows; ++row) {
    result.insert(result.end(), logits.row(row), logits.row(row) + logits.cols);
  }
  return result;
}

std::vector<float> predict_graphs(const LoadedModel& loaded, const Dataset& dataset, int threads,
                                  const CompileOptions& options) {
  GraphTask task(dataset, {}, adjacency_options_of(loaded.model.program), kGraphsPerBatch, threads);
  require_fit(loaded.model, task.problem(), dataset);
  Session session = make_session(loaded, task.problem(), threads, options);
  const int64_t classes =
      loaded.model.program.type(loaded.model.program.find_output("logits")).cols;
  std::vector<float> result(static_cast<size_t>(dataset.rows() * classes));
  task.predict(session, {result.data(), dataset.rows(), classes, classes});
  return result;
}

}  // namespace

LoadedModel load_model(const std::filesystem::path& run_directory_or_file) {
  const auto& path = run_directory_or_file;
  const bool directory = std::filesystem::is_directory(path);
  const bool finished = directory && std::filesystem::exists(path / "best.safetensors");
  const auto file = !directory ? path : path / (finished ? "best.safetensors" : "last.safetensors");
  Checkpoint checkpoint = read_checkpoint(file);
  ModelFile model = read_model_file(checkpoint);
  // A checkpoint of a running training holds the latest slots and, prefixed, the best ones.
  const bool has_best =
      std::any_of(checkpoint.tensors().begin(), checkpoint.tensors().end(),
                  [](const auto& entry) { return entry.first.starts_with("best."); });
  return {std::move(model), std::move(checkpoint), has_best ? "best." : ""};
}

std::vector<float> predict_logits(const LoadedModel& model, const Dataset& dataset, int threads,
                                  const CompileOptions& options) {
  require(model.model.graph_level == (dataset.level == Level::kGraph),
          "data set '{}': the model predicts {}", dataset.name,
          model.model.graph_level ? "whole graphs" : "nodes");
  return model.model.graph_level ? predict_graphs(model, dataset, threads, options)
                                 : predict_nodes(model, dataset, threads, options);
}

}  // namespace heddle
