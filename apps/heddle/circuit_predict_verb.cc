// heddle circuit predict CIRCUIT --run DIR --set SET --out FILE: a model's class of every node.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/interrupt.h"
#include "heddle/base/atomic_file.h"
#include "heddle/base/join.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/circuits/learn/label_set.h"
#include "heddle/circuits/learn/predict_circuit.h"
#include "heddle/graph/io/npy_writer.h"
#include "heddle/hardware/process_memory.h"

#include <algorithm>
#include <vector>

namespace heddle::cli {
namespace {

struct CircuitPredictArguments {
  CircuitFile circuit;
  std::string run, set, out, scores, halo = "exact";
  uint64_t memory_limit = 0;
  int threads = 0;
  int64_t chunk = 0;

  void add_to(Verb& verb) {
    circuit.add_to(verb);
    verb.add_option("--run", run, "a run of heddle train circuits:..., or its checkpoint")
        .type_name("DIR")
        .required();
    verb.add_option("--set", set, "which classes: see heddle circuit label")
        .choices({kLabelSetNames.begin(), kLabelSetNames.end()})
        .required();
    verb.add_option("--out", out, "npy file of uint8, laid out as that of heddle circuit label")
        .type_name("FILE")
        .required();
    verb.add_option("--scores", scores,
                    "also the scores behind the classes: npy file of float32, a row per entry of "
                    "--out; inputs and outputs have 0")
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

// One line that moves: chunks done and the time that is left.
void show_progress(Console& console, int64_t done, int64_t chunks, const Timer& timer) {
  if (!console.has_terminal()) return;
  const double left =
      timer.seconds() / static_cast<double>(done) * static_cast<double>(chunks - done);
  console.status(
      fmt::format("predict  chunk {} of {}  ETA {}", done, chunks, format_seconds(left)));
}

int run_circuit_predict(const CircuitPredictArguments& arguments, Console& console) {
  // Found out now rather than after the work: neither file is there yet.
  for (const std::string& path : {arguments.out, arguments.scores}) {
    if (!path.empty()) AtomicFile{path};
  }
  const Timer timer;
  const Aig aig = arguments.circuit.read(console);
  const LoadedModel model = load_model(arguments.run);
  const LabelSet set = label_set(arguments.set);
  const CircuitModelShape shape = circuit_model_shape(model.model);
  require(tells(shape.tasks, set), "{}: predicts {}, not the set {}", arguments.run,
          join(task_names(shape.tasks), ", "), arguments.set);
  const auto tasks = std::ssize(task_names(shape.tasks));
  PredictedLabels predicted(set, shape.tasks, aig);
  std::vector<float> all_scores;
  if (!arguments.scores.empty()) all_scores.resize(static_cast<size_t>(circuit_nodes(aig) * tasks));
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
      [&](int64_t first, MatrixView<const float> scores) {
        for (int64_t i = 0; i < scores.rows; ++i) {
          predicted.set_gate(first + i, scores.row(i));
          if (all_scores.empty()) continue;
          std::copy_n(scores.row(i), tasks, all_scores.begin() + (first + i) * tasks);
        }
      },
      [&](int64_t done) { show_progress(console, done, plan.chunks, prediction_timer); });
  if (!finished) {
    console.say("interrupted: nothing was written");
    return kSignalBase + interrupt.signal();
  }
  const double prediction_seconds = prediction_timer.seconds();
  const std::vector<uint8_t> labels = predicted.take();
  write_npy(arguments.out, labels);
  if (!arguments.scores.empty()) write_npy(arguments.scores, all_scores, tasks);
  console.say("{:<9}{}: {} labels, predicted in {}, {} in all", "wrote", arguments.out,
              format_count(std::ssize(labels)), format_seconds(prediction_seconds),
              format_seconds(timer.seconds()));
  console.say("{:<9}{} at most (planned {})", "memory", format_bytes(peak_resident_bytes()),
              format_bytes(plan.planned_memory_bytes));
  console.object(print_json(Json{{"circuit", arguments.circuit.file},
                                 {"set", arguments.set},
                                 {"labels", labels.size()},
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
