// heddle circuit predict CIRCUIT --run DIR --set SET --out FILE: a model's class of every node.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/interrupt.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/predict_circuit.h"
#include "heddle/graph/io/npy_writer.h"
#include "heddle/hardware/process_memory.h"

#include <algorithm>
#include <vector>

namespace heddle::cli {
namespace {

struct CircuitPredictArguments {
  std::string circuit, run, set, out, scores, halo = "exact";
  uint64_t memory_limit = 0;
  int threads = 0;
  int64_t chunk = 0;

  void add_to(Verb& verb) {
    add_circuit_file(verb, circuit);
    verb.add_option("--run", run, "a run of heddle train circuits:..., or its checkpoint")
        .type_name("DIR")
        .required();
    verb.add_option("--set", set, "which classes: see heddle circuit label")
        .choices({"root", "shared"})
        .required();
    verb.add_option("--out", out, "npy file of uint8, laid out as that of heddle circuit label")
        .type_name("FILE")
        .required();
    verb.add_option("--scores", scores,
                    "also the scores of carry, sum, in_adder and in_xor: npy file of float32, a row "
                    "per entry of --out; inputs and outputs have 0")
        .type_name("FILE");
    verb.add_option("--memory", memory_limit,
                    "stay within so much, the circuit included, such as 4GiB; 0: no limit")
        .type_name("SIZE")
        .size_in_bytes();
    verb.add_option("--threads", threads, "0: all cores").range(0, 1024);
    verb.add_option("--chunk", chunk, "gates at a time; 0: chosen; results are the same")
        .range<int64_t>(0, int64_t{1} << 31);
    verb.add_option("--halo", halo,
                    "how far a chunk looks around: exact, or one-hop as GROOT's re-grown "
                    "boundaries, which is wrong at edges of chunks")
        .choices({"exact", "one-hop"})
        .show_default();
  }
};

// Collects what chunks of gates say, in any order.
class PredictedLabels {
 public:
  PredictedLabels(const Aig& aig, bool root, bool keep_scores) : root_(root) {
    const auto nodes = static_cast<size_t>(aig.variables() - 1) + aig.outputs.size();
    const auto outputs_from = static_cast<int64_t>(nodes - aig.outputs.size());
    labels_.resize(nodes);
    std::fill_n(labels_.begin(), aig.inputs,
                root ? static_cast<uint8_t>(RootLabel::kInput)
                     : static_cast<uint8_t>(SharedLabel::kInput));
    std::fill(labels_.begin() + outputs_from, labels_.end(),
              root ? static_cast<uint8_t>(RootLabel::kOutput)
                   : static_cast<uint8_t>(SharedLabel::kOutput));
    if (keep_scores) scores_.resize(nodes * kCircuitTasks);
  }

  void add(int64_t first_node, MatrixView<const float> scores) {
    for (int64_t i = 0; i < scores.rows; ++i) {
      const float* row = scores.row(i);
      labels_[static_cast<size_t>(first_node + i)] = root_ ? static_cast<uint8_t>(root_label(row))
                                                           : static_cast<uint8_t>(shared_label(row));
      if (scores_.empty()) continue;
      std::copy_n(row, kCircuitTasks, scores_.begin() + (first_node + i) * kCircuitTasks);
    }
  }

  std::span<const uint8_t> labels() const { return labels_; }
  std::span<const float> scores() const { return scores_; }

 private:
  bool root_;
  std::vector<uint8_t> labels_;
  std::vector<float> scores_;
};

// One line that moves: chunks done and the time that is left.
void show_progress(Console& console, int64_t done, int64_t chunks, const Timer& timer) {
  const double left = timer.seconds() / static_cast<double>(done) *
                      static_cast<double>(chunks - done);
  console.status(fmt::format("predict  chunk {} of {}  ETA {}", done, chunks, format_seconds(left)));
}

int run_circuit_predict(const CircuitPredictArguments& arguments, Console& console) {
  const Timer timer;
  const Aig aig = read_circuit_file(arguments.circuit, console);
  const LoadedModel model = load_model(arguments.run);
  PredictedLabels predicted(aig, arguments.set == "root", !arguments.scores.empty());
  const Interrupt interrupt;
  CircuitPredictor predictor(model, aig,
                             {.threads = thread_count(arguments.threads),
                              .memory_limit = static_cast<int64_t>(arguments.memory_limit),
                              .chunk_nodes = arguments.chunk,
                              .hops = arguments.halo == "exact" ? 0 : 1,
                              .cancellation = &interrupt.cancellation()});
  const CircuitPredictionPlan& plan = predictor.plan();
  console.say("{:<9}{} chunks of {} gates, messages from {} layers around; {} of memory", "plan",
              format_count(plan.chunks), format_count(plan.chunk_nodes), plan.hops,
              format_bytes(plan.planned_memory_bytes));
  const Timer prediction_timer;
  const bool finished = predictor.run(
      [&](int64_t first, MatrixView<const float> scores) { predicted.add(first, scores); },
      [&](int64_t done) { show_progress(console, done, plan.chunks, prediction_timer); });
  if (!finished) {
    console.say("interrupted: nothing was written");
    return kSignalBase + interrupt.signal();
  }
  const double prediction_seconds = prediction_timer.seconds();
  write_npy(arguments.out, predicted.labels());
  if (!arguments.scores.empty()) write_npy(arguments.scores, predicted.scores(), kCircuitTasks);
  console.say("{:<9}{}: {} labels, predicted in {}, {} in all", "wrote", arguments.out,
              format_count(std::ssize(predicted.labels())), format_seconds(prediction_seconds),
              format_seconds(timer.seconds()));
  console.say("{:<9}{} at most (planned {})", "memory", format_bytes(peak_resident_bytes()),
              format_bytes(plan.planned_memory_bytes));
  console.object(print_json(Json{{"circuit", arguments.circuit},
                                 {"set", arguments.set},
                                 {"labels", predicted.labels().size()},
                                 {"chunks", plan.chunks},
                                 {"chunk_gates", plan.chunk_nodes},
                                 {"hops", plan.hops},
                                 {"prediction_seconds", prediction_seconds},
                                 {"seconds", timer.seconds()},
                                 {"peak_memory_bytes", peak_resident_bytes()},
                                 {"out", arguments.out}}));
  return kDone;
}

}  // namespace

void add_circuit_predict(Verb& circuit, Chosen& chosen) {
  add_verb<CircuitPredictArguments>(circuit, chosen, "predict",
                                    "a trained model's class of every node", run_circuit_predict);
}

}  // namespace heddle::cli
