#include "heddle/data/builtin_dataset.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/data/synthetic_features.h"
#include "heddle/graph/generate/barabasi_albert.h"
#include "heddle/graph/generate/grid.h"
#include "heddle/graph/generate/karate.h"
#include "heddle/graph/generate/rmat.h"
#include "heddle/graph/generate/stochastic_block_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr double kMaxNodes = 2147483647, kMaxEdges = 1e12, kMaxSeed = 9007199254740992;
constexpr double kMaxColumns = 1 << 20, kMaxClasses = 1 << 20, kMaxSplits = 1000;

constexpr BuiltinKey kNodes{"nodes", 1000, 2, kMaxNodes, false, "number of nodes"};
constexpr BuiltinKey kClasses{"classes", 4, 1, kMaxClasses, false, "number of classes"};
constexpr BuiltinKey kFeatures{"features",  32,    0,
                               kMaxColumns, false, "feature columns; 0: a graph without features"};
constexpr BuiltinKey kSignal{
    "signal", 2, 0, 1e6, true, "distance of the class means from 0, in units of the noise"};
constexpr BuiltinKey kTrain{"train", 0.5, 1e-9, 1, true, "share of training rows"};
constexpr BuiltinKey kValidation{"validation", 0.25, 0, 1, true, "share of validation rows"};
constexpr BuiltinKey kSplits{"splits", 1, 1, kMaxSplits, false, "number of random splits"};
constexpr BuiltinKey kSeed{"seed", 0, 0, kMaxSeed, false, "seed of all random numbers"};

constexpr std::array kSbmKeys = {
    kNodes,
    BuiltinKey{"degree", 8, 0, kMaxNodes, true, "mean number of neighbours"},
    BuiltinKey{"homophily", 0.8, 0, 1, true, "share of edges inside a class"},
    kClasses,
    kFeatures,
    kSignal,
    kTrain,
    kValidation,
    kSplits,
    kSeed};
constexpr std::array kRmatKeys = {
    kNodes,
    BuiltinKey{"degree", 16, 0, kMaxNodes, true, "mean number of out-edges"},
    BuiltinKey{"edges", 0, 0, kMaxEdges, false, "directed edges; instead of degree"},
    BuiltinKey{"a", 0.45, 0, 1, true, "probability of the top left quadrant"},
    BuiltinKey{"b", 0.22, 0, 1, true, "probability of the top right quadrant"},
    BuiltinKey{"c", 0.22, 0, 1, true, "probability of the bottom left quadrant"},
    kClasses,
    kFeatures,
    kSignal,
    kTrain,
    kValidation,
    kSplits,
    kSeed};
constexpr std::array kBaKeys = {
    kNodes,      BuiltinKey{"attach", 4, 1, kMaxNodes, false, "edges that a new node brings"},
    kClasses,    kFeatures,
    kSignal,     kTrain,
    kValidation, kSplits,
    kSeed};
constexpr std::array kGridKeys = {
    BuiltinKey{"rows", 32, 1, kMaxNodes, false, "rows of the grid"},
    BuiltinKey{"columns", 32, 1, kMaxNodes, false, "columns of the grid"},
    kClasses,
    kFeatures,
    kSignal,
    kTrain,
    kValidation,
    kSplits,
    kSeed};

constexpr std::array<BuiltinGenerator, 5> kGenerators = {
    {{"sbm", "stochastic block model with class-conditional features", kSbmKeys},
     {"rmat", "directed RMAT graph with skewed degrees", kRmatKeys},
     {"ba", "Barabasi-Albert graph", kBaKeys},
     {"grid", "two-dimensional grid, classes are regions", kGridKeys},
     {"karate", "Zachary's karate club, 34 nodes", {}}}};

uint64_t seed_of(const BuiltinValues& values) {
  return static_cast<uint64_t>(values.whole("seed"));
}

std::vector<int32_t> labels_of(const BuiltinValues& values, int64_t nodes) {
  return random_labels(nodes, static_cast<int32_t>(values.whole("classes")), seed_of(values));
}

// Features and splits; labels and graph are there.
void finish(Dataset& dataset, const BuiltinValues& values, int threads) {
  const uint64_t seed = seed_of(values);
  const int64_t columns = values.whole("features");
  dataset.classes = static_cast<int32_t>(values.whole("classes"));
  dataset.splits = random_splits(dataset.rows(), values.whole("splits"), values.real("train"),
                                 values.real("validation"), seed);
  if (columns == 0) return;
  dataset.features = class_features(dataset.labels, columns, values.real("signal"), seed, threads);
}

Dataset make_sbm(const BuiltinValues& values, int threads) {
  const int64_t nodes = values.whole("nodes");
  Dataset dataset;
  dataset.directed = false;
  dataset.labels = labels_of(values, nodes);
  const double edges = static_cast<double>(nodes) * values.real("degree") / 2;
  dataset.graph = block_model_graph(dataset.labels,
                                    {.undirected_edges = std::llround(edges),
                                     .homophily = values.real("homophily"),
                                     .seed = seed_of(values)},
                                    threads);
  return dataset;
}

Dataset make_rmat(const BuiltinValues& values, int threads) {
  require(!values.given("edges") || !values.given("degree"),
          "builtin:rmat: both edges and degree, need one of them");
  const int64_t nodes = values.whole("nodes");
  const double by_degree = static_cast<double>(nodes) * values.real("degree");
  const int64_t edges = values.given("edges") ? values.whole("edges") : std::llround(by_degree);
  Dataset dataset;
  dataset.graph = rmat_graph({.nodes = nodes,
                              .edges = edges,
                              .a = values.real("a"),
                              .b = values.real("b"),
                              .c = values.real("c"),
                              .seed = seed_of(values)},
                             threads);
  dataset.labels = labels_of(values, nodes);
  return dataset;
}

Dataset make_ba(const BuiltinValues& values, int /*threads*/) {
  const int64_t nodes = values.whole("nodes");
  Dataset dataset;
  dataset.directed = false;
  dataset.graph = barabasi_albert_graph(nodes, values.whole("attach"), seed_of(values));
  dataset.labels = labels_of(values, nodes);
  return dataset;
}

// The grid is cut into about as many squares as there are classes.
Dataset make_grid(const BuiltinValues& values, int /*threads*/) {
  const int64_t rows = values.whole("rows"), columns = values.whole("columns");
  const int64_t classes = values.whole("classes");
  Dataset dataset;
  dataset.directed = false;
  dataset.graph = grid_graph(rows, columns);
  const auto across = static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(classes))));
  const int64_t down = (classes + across - 1) / across;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      const int64_t region = r * down / rows * across + c * across / columns;
      dataset.labels.push_back(static_cast<int32_t>(region % classes));
    }
  }
  return dataset;
}

// Training on the two leaders, as in Kipf and Welling's example; every third other member
// validates.
Dataset make_karate() {
  Dataset dataset;
  dataset.directed = false;
  dataset.graph = karate_graph();
  dataset.labels = karate_clubs();
  dataset.classes = 2;
  dataset.class_names = {"instructor", "president"};
  const auto members = static_cast<int32_t>(dataset.graph.nodes());
  dataset.features = identity_features(members);
  Split split;
  split.train = {0, members - 1};
  for (int32_t i = 1; i + 1 < members; ++i) {
    (i % 3 == 0 ? split.validation : split.test).push_back(i);
  }
  dataset.splits = {std::move(split)};
  return dataset;
}

// What a generator needs beside its result: draws, the ends to attach to, or arrays that grow.
int64_t generation_bytes(const Dataset& dataset) {
  constexpr int64_t kBytesPerEdge = 4, kBytesPerNode = 24;
  return dataset.graph.edges() * kBytesPerEdge + dataset.graph.nodes() * kBytesPerNode;
}

}  // namespace

std::span<const BuiltinGenerator> builtin_generators() { return kGenerators; }

Dataset make_builtin_dataset(const std::string& text, int threads) {
  const BuiltinSpec spec = parse_builtin_spec(text);
  std::vector<std::string_view> names;
  names.reserve(kGenerators.size());
  for (const BuiltinGenerator& generator : kGenerators) names.push_back(generator.name);
  const auto found = std::find(names.begin(), names.end(), spec.name);
  require(found != names.end(), "{}: unknown generator '{}', there are: {}", text, spec.name,
          join(names, ", "));
  const BuiltinValues values(spec, kGenerators[static_cast<size_t>(found - names.begin())].keys);
  Dataset dataset = spec.name == "sbm"    ? make_sbm(values, threads)
                    : spec.name == "rmat" ? make_rmat(values, threads)
                    : spec.name == "ba"   ? make_ba(values, threads)
                    : spec.name == "grid" ? make_grid(values, threads)
                                          : make_karate();
  const int64_t after_graph = dataset.bytes() + generation_bytes(dataset);
  if (spec.name != "karate") finish(dataset, values, threads);
  dataset.name = spec.name;
  dataset.title = text;
  dataset.loading_peak_bytes = std::max(after_graph, dataset.bytes());
  return dataset;
}

}  // namespace heddle
