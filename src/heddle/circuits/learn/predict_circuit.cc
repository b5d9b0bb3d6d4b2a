#include "heddle/circuits/learn/predict_circuit.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/circuit_chunk.h"
#include "heddle/circuits/learn/circuit_features.h"
#include "heddle/circuits/learn/circuit_graph.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/hardware/process_memory.h"
#include "heddle/hardware/profile.h"
#include "heddle/ir/resize_spaces.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>

namespace heddle {
namespace {

// A chunk's activations beside each other fill a second-level cache many times over: smaller chunks
// would gain nothing and have a larger share of halo.
constexpr int64_t kUsualChunkNodes = int64_t{1} << 18;
constexpr int64_t kFewestChunkNodes = int64_t{1} << 12;
// Plans are made for a chunk and a halo of so much of it; where a halo is larger, chunks shrink.
constexpr double kHaloRoom = 0.5;

}  // namespace

class CircuitPredictor::Implementation {
 public:
  Implementation(const LoadedModel& model, const Aig& aig, const CircuitPredictionOptions& options)
      : model_(model),
        aig_(aig),
        options_(options),
        shape_(circuit_model_shape(model.model)),
        features_(aig, shape_.features),
        relations_(aig, shape_.edges) {
    if (shape_.edges == CircuitEdges::kFaninsAndReaders) readers_.emplace(aig, relations_);
    plan_.hops = options.hops > 0 ? options.hops : shape_.hops;
    state_ = std::make_shared<State>();
    state_->add_slots(model.model.program, 0);
    model.checkpoint.restore(*state_, model.prefix);
    choose_chunks();
  }

  const CircuitPredictionPlan& plan() const { return plan_; }

  bool run(const CircuitScores& scores, const std::function<void(int64_t)>& on_chunk) {
    std::atomic<int64_t> next = 0;
    int64_t done = 0;
    std::mutex reporting;
    std::exception_ptr error;
    parallel_for(options_.threads, options_.threads, [&](int64_t) {
      try {
        Worker worker(*this);
        while (!cancelled()) {
          const int64_t chunk = next.fetch_add(1);
          if (chunk >= plan_.chunks) break;
          worker.run(chunk, scores);
          const std::lock_guard lock(reporting);
          ++done;
          if (on_chunk) on_chunk(done);
        }
      } catch (...) {
        const std::lock_guard lock(reporting);
        error = std::current_exception();
        next = plan_.chunks;
      }
    });
    if (error) std::rethrow_exception(error);
    return done == plan_.chunks;
  }

 private:
  // One thread's memory and its part of the work.
  class Worker {
   public:
    explicit Worker(Implementation& owner)
        : owner_(owner),
          chunker_(owner.aig_, owner.relations_, owner.readers_ ? &*owner.readers_ : nullptr,
                   owner.plan_.hops),
          arena_(std::make_shared<Arena>()) {}

    void run(int64_t chunk, const CircuitScores& scores) {
      const int64_t begin = owner_.aig_.inputs + chunk * owner_.plan_.chunk_nodes;
      const int64_t end = std::min(begin + owner_.plan_.chunk_nodes, owner_.aig_.variables() - 1);
      chunker_.make(begin, end, chunk_);
      make_room();
      adjacency_.assign_rows(chunk_.rows());
      bind(adjacency_.view());
      session_->run(0);
      const auto logits = session_->output("logits").matrix<const float>();
      scores(begin, {logits.row(chunk_.own_begin), end - begin, logits.cols, logits.stride});
    }

   private:
    // A Session whose bounds hold the chunk. Bounds grow by a quarter at least, so that there are
    // few.
    void make_room() {
      const auto nodes = static_cast<int64_t>(chunk_.nodes.size());
      const auto edges = static_cast<int64_t>(chunk_.senders.size());
      if (session_ && nodes <= nodes_ && edges <= edges_) return;
      nodes_ = std::max(nodes, nodes_ + nodes_ / 4);
      edges_ = std::max(edges, edges_ + edges_ / 4);
      const Compiled compiled = owner_.compile(nodes_, edges_);
      arena_->reserve(compiled.plan->arena_bytes);
      session_ = std::make_unique<Session>(compiled.plan, owner_.state_, arena_, 0);
      rows_.resize(static_cast<size_t>(nodes_ * owner_.features_.columns()));
    }

    void bind(const AdjacencyView& adjacency) {
      const int64_t columns = owner_.features_.columns();
      for (size_t i = 0; i < chunk_.nodes.size(); ++i) {
        owner_.features_.write(chunk_.nodes[i], rows_.data() + static_cast<int64_t>(i) * columns);
      }
      Bindings& bindings = session_->bindings();
      bindings.bind_size("nodes", adjacency.rows);
      bindings.bind_size("edges", adjacency.entries());
      bindings.bind_adjacency("graph", adjacency);
      bindings.bind<float>("features", {rows_.data(), adjacency.rows, columns, columns});
    }

    Implementation& owner_;
    CircuitChunker chunker_;
    CircuitChunk chunk_;
    Adjacency adjacency_{AdjacencyLimits{}};
    std::shared_ptr<Arena> arena_;
    std::unique_ptr<Session> session_;
    std::vector<float> rows_;
    int64_t nodes_ = 0, edges_ = 0;
  };

  bool cancelled() const {
    return options_.cancellation != nullptr && options_.cancellation->requested();
  }

  Compiled compile(int64_t nodes, int64_t edges) const {
    const Program program =
        symbolic_spaces(model_.model.program, {{"nodes", nodes}, {"edges", edges}});
    CompileOptions compile;
    compile.plan.threads = 1;
    return compile_inference(program, hardware_, compile);
  }

  // What the workers will hold for chunks of so many nodes.
  int64_t working_bytes(int64_t chunk_nodes) const {
    const auto nodes = static_cast<int64_t>(static_cast<double>(chunk_nodes) * (1 + kHaloRoom));
    const int64_t edges = nodes * (readers_ ? 4 : 2);
    const int64_t rows = nodes * features_.columns() * static_cast<int64_t>(sizeof(float));
    // An edge stands in the list of the chunk and, twice while it is sorted, in its adjacency.
    const int64_t edge_bytes = edges * 48;
    return options_.threads *
           (compile(nodes, edges).plan->arena_bytes + rows + edge_bytes + circuit_nodes(aig_) / 8);
  }

  void choose_chunks() {
    const auto ands = static_cast<int64_t>(aig_.ands.size());
    const int64_t loaded = resident_bytes();
    plan_.chunk_nodes = options_.chunk_nodes > 0 ? options_.chunk_nodes : kUsualChunkNodes;
    plan_.chunk_nodes = std::max<int64_t>(1, std::min(plan_.chunk_nodes, ands));
    plan_.planned_memory_bytes = loaded + working_bytes(plan_.chunk_nodes);
    while (options_.memory_limit > 0 && plan_.planned_memory_bytes > options_.memory_limit) {
      if (plan_.chunk_nodes / 2 < kFewestChunkNodes || options_.chunk_nodes > 0) {
        fail(ErrorKind::kOutOfMemory, "memory: {} needed with chunks of {} gates, the limit is {}",
             format_bytes(plan_.planned_memory_bytes), plan_.chunk_nodes,
             format_bytes(options_.memory_limit));
      }
      plan_.chunk_nodes /= 2;
      plan_.planned_memory_bytes = loaded + working_bytes(plan_.chunk_nodes);
    }
    plan_.chunks = (ands + plan_.chunk_nodes - 1) / plan_.chunk_nodes;
  }

  const LoadedModel& model_;
  const Aig& aig_;
  CircuitPredictionOptions options_;
  CircuitModelShape shape_;
  HardwareProfile hardware_ = load_or_measure_hardware(1);
  CircuitFeatureRows features_;
  FaninRelations relations_;
  std::optional<ReaderIndex> readers_;
  CircuitPredictionPlan plan_;
  std::shared_ptr<State> state_;
};

CircuitPredictor::CircuitPredictor(const LoadedModel& model, const Aig& aig,
                                   const CircuitPredictionOptions& options)
    : implementation_(std::make_unique<Implementation>(model, aig, options)) {}

CircuitPredictor::~CircuitPredictor() = default;

const CircuitPredictionPlan& CircuitPredictor::plan() const { return implementation_->plan(); }

bool CircuitPredictor::run(const CircuitScores& scores,
                           const std::function<void(int64_t)>& on_chunk) {
  return implementation_->run(scores, on_chunk);
}

}  // namespace heddle
