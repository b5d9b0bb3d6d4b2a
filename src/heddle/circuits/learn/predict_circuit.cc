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
// Plans are made for a chunk and half as much around it, at least this, with so many edges per
// node.
constexpr int64_t kLeastHaloRoom = kFewestChunkNodes;
constexpr int64_t kFaninsPerGate = 2, kReadersPerGate = 2;
// A chunk that does not fit is cut into at most so many parts: if these do not fit either, they
// have so much around them that the work would never end.
constexpr int64_t kMostParts = 16;
// What code, its tables and small allocations come to, and those of each thread.
constexpr int64_t kProcessBytes = int64_t{8} << 20, kThreadBytes = int64_t{4} << 20;
// Of a chunk and its adjacency: ids, halo, offsets and segments of rows; senders, relations and
// segments.
constexpr int64_t kBytesPerNode = 32, kBytesPerEdge = 32;

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
    edges_ = circuit_edge_count(aig, shape_.edges);
    whole_plan_ = whole_plan();
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
          const int64_t begin = aig_.inputs + chunk * plan_.chunk_nodes;
          worker.run(begin, std::min(begin + plan_.chunk_nodes, aig_.variables() - 1), scores);
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
          bounds_(owner.bounds_),
          plan_(owner.chunk_plan_),
          arena_(std::make_shared<Arena>()) {
      chunk_.reserve(bounds_);
    }

    // A chunk with more around it than there is memory for goes in halves: they say the same.
    void run(int64_t begin, int64_t end, const CircuitScores& scores) {
      const bool limited = owner_.options_.memory_limit > 0;
      if (chunker_.make(begin, end, limited ? bounds_ : CircuitChunkBounds(), chunk_)) {
        predict(begin, end, scores);
        return;
      }
      owner_.require_large_part(end - begin);
      const int64_t middle = begin + (end - begin) / 2;
      run(begin, middle, scores);
      run(middle, end, scores);
    }

   private:
    void predict(int64_t begin, int64_t end, const CircuitScores& scores) {
      make_room();
      adjacency_.assign_rows(chunk_.rows());
      bind(adjacency_.view());
      session_->run(0);
      const auto logits = session_->output("logits").matrix<const float>();
      scores(begin, {logits.row(chunk_.own_begin), end - begin, logits.cols, logits.stride});
    }

    // A Session whose bounds hold the chunk. Bounds grow by a quarter at least, so that there are
    // few.
    void make_room() {
      const auto nodes = std::ssize(chunk_.nodes), edges = std::ssize(chunk_.senders);
      if (nodes > bounds_.nodes || edges > bounds_.edges) {
        bounds_.nodes = std::max(nodes, bounds_.nodes + bounds_.nodes / 4);
        bounds_.edges = std::max(edges, bounds_.edges + bounds_.edges / 4);
        session_ = nullptr;
        plan_ = owner_.plan_of(bounds_);
      }
      if (session_) return;
      arena_->reserve(plan_->arena_bytes);
      session_ = std::make_unique<Session>(plan_, owner_.state_, arena_, 0);
      rows_.resize(static_cast<size_t>(bounds_.nodes * owner_.features_.columns()));
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
    CircuitChunkBounds bounds_;
    std::shared_ptr<const Plan> plan_;  // for these bounds
    std::shared_ptr<Arena> arena_;
    std::unique_ptr<Session> session_;
    std::vector<float> rows_;
  };

  bool cancelled() const {
    return options_.cancellation != nullptr && options_.cancellation->requested();
  }

  // As of the whole circuit at once, which nobody is going to run.
  std::shared_ptr<const Plan> whole_plan() const {
    const Program program = resize_spaces(model_.model.program,
                                          {{"nodes", circuit_nodes(aig_)}, {"edges", edges_}}, {});
    return compile_inference(program, hardware_, {}).plan;
  }

  std::shared_ptr<const Plan> plan_of(const CircuitChunkBounds& bounds) const {
    return plan_resized(
        *whole_plan_,
        symbolic_spaces(whole_plan_->program, {{"nodes", bounds.nodes}, {"edges", bounds.edges}}),
        hardware_, PlanOptions());
  }

  // What a chunk of so many nodes, with its halo, is expected to have at most.
  CircuitChunkBounds bounds_of(int64_t chunk_nodes) const {
    const int64_t around = std::max(chunk_nodes / 2, kLeastHaloRoom);
    const int64_t nodes = std::min(chunk_nodes + around, circuit_nodes(aig_));
    const int64_t edges = nodes * (kFaninsPerGate + (readers_ ? kReadersPerGate : 0));
    return {.nodes = std::max<int64_t>(1, nodes),
            .edges = std::max<int64_t>(1, std::min(edges, edges_))};
  }

  int64_t worker_bytes() const {
    const int64_t row_bytes = features_.columns() * static_cast<int64_t>(sizeof(float));
    return chunk_plan_->arena_bytes + bounds_.nodes * (row_bytes + kBytesPerNode) +
           bounds_.edges * kBytesPerEdge + circuit_nodes(aig_) / 8;
  }

  void choose_chunks() {
    const auto ands = std::ssize(aig_.ands);
    const int64_t wanted = options_.chunk_nodes > 0 ? options_.chunk_nodes : kUsualChunkNodes;
    plan_chunks(std::max<int64_t>(1, std::min(wanted, ands)));
    while (options_.memory_limit > 0 && plan_.planned_memory_bytes > options_.memory_limit) {
      const int64_t half = plan_.chunk_nodes / 2;
      if (half < kFewestChunkNodes || options_.chunk_nodes > 0) {
        fail(ErrorKind::kOutOfMemory, "memory: {} needed with chunks of {} gates, the limit is {}",
             format_bytes(plan_.planned_memory_bytes), plan_.chunk_nodes,
             format_bytes(options_.memory_limit));
      }
      plan_chunks(half);
    }
    plan_.chunks = (ands + plan_.chunk_nodes - 1) / plan_.chunk_nodes;
  }

  void plan_chunks(int64_t chunk_nodes) {
    plan_.chunk_nodes = chunk_nodes;
    bounds_ = bounds_of(chunk_nodes);
    chunk_plan_ = plan_of(bounds_);
    plan_.planned_memory_bytes =
        resident_bytes() + kProcessBytes + options_.threads * (worker_bytes() + kThreadBytes);
  }

  // `gates` of a chunk did not fit, so half of them will be tried.
  void require_large_part(int64_t gates) const {
    if (gates > 1 && gates * kMostParts > plan_.chunk_nodes) return;
    fail(ErrorKind::kOutOfMemory,
         "memory: within {} layers of {} gates there are more than {} nodes or {} edges, which is "
         "what the limit of {} is enough for",
         plan_.hops, gates, bounds_.nodes, bounds_.edges, format_bytes(options_.memory_limit));
  }

  const LoadedModel& model_;
  const Aig& aig_;
  CircuitPredictionOptions options_;
  CircuitModelShape shape_;
  HardwareProfile hardware_ = load_or_measure_hardware(1);
  std::shared_ptr<const Plan> whole_plan_;
  int64_t edges_ = 0;  // of the whole circuit
  CircuitFeatureRows features_;
  FaninRelations relations_;
  std::optional<ReaderIndex> readers_;
  CircuitPredictionPlan plan_;
  CircuitChunkBounds bounds_;
  std::shared_ptr<const Plan> chunk_plan_;  // for these bounds
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
