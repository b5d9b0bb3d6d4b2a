// A model's scores for every gate of a circuit of any size, in bounded memory.
#pragma once

#include "heddle/base/cancellation.h"
#include "heddle/circuits/aig.h"
#include "heddle/tensor/matrix_view.h"
#include "heddle/train/predictor.h"

#include <cstdint>
#include <functional>

namespace heddle {

struct CircuitPredictionOptions {
  int threads = 1;
  // Of the process, the circuit included; 0: no limit but chunks of a size that caches like.
  int64_t memory_limit = 0;
  int64_t chunk_nodes = 0;  // 0: chosen
  // How far a chunk looks around; 0: as far as the model's messages come, which is exact. Fewer
  // are wrong at the edges of chunks: GROOT's boundary re-growth looks 1 far.
  int64_t hops = 0;
  const Cancellation* cancellation = nullptr;
};

// What a prediction will do, for people.
struct CircuitPredictionPlan {
  int64_t chunk_nodes = 0, chunks = 0, hops = 0;
  int64_t planned_memory_bytes = 0;  // of the process, the circuit included
};

// Scores of the ANDs that are nodes first_node, first_node + 1, ... of circuit_graph. Called from
// several threads at once, for disjoint ranges; must not throw.
using CircuitScores = std::function<void(int64_t first_node, MatrixView<const float> scores)>;

class CircuitPredictor {
 public:
  // Borrows the circuit. Plans; the model may come from circuit_model or be any other over the
  // relations and features of a circuit. Throws InvalidArgument for other models, OutOfMemory where
  // the limit is too small for the smallest chunks.
  CircuitPredictor(const LoadedModel& model, const Aig& aig,
                   const CircuitPredictionOptions& options);
  ~CircuitPredictor();

  const CircuitPredictionPlan& plan() const;
  // False if it was cancelled. `on_chunk` may be empty; it is called after each chunk, by one
  // thread at a time, with how many are done.
  bool run(const CircuitScores& scores, const std::function<void(int64_t)>& on_chunk = {});

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace heddle
