// A layer of your own, in ten lines: trained, saved, and run again from the file alone.
//
//   build/release/examples/own_layer [DATA] [RUN_DIRECTORY]
//   build/release/heddle predict DATA --run RUN_DIRECTORY --out classes.csv
//
// `predict` knows nothing of this source: the checkpoint holds the Program as text.

#include "heddle/heddle.h"

#include <cstdio>

using namespace heddle;

namespace {

// y_i = x_i W + b + mean over senders j of max(x_j V, 0): neighbours speak through a gate.
Value gated_layer(ModelContext& context, Value adjacency, Value x, int64_t cols) {
  Builder& b = context.builder;
  const int64_t width = b.type(x).cols;
  const Value message = relu(b, linear(b, x, context.weight("message", width, cols)));
  const Value self = linear(b, x, context.weight("self", width, cols));
  return add_bias(b, add(b, self, spmm(b, adjacency, message, kNoValue, "mean")),
                  context.row("bias", cols));
}

Value gated_model(ModelContext& context, const ModelConfig& config, const ModelInputs& inputs,
                  int64_t classes) {
  Value x = inputs.features;
  {
    const Scope scope(context.builder, "layer0");
    x = relu(context.builder, gated_layer(context, inputs.adjacency, x, config.hidden));
  }
  const Scope scope(context.builder, "layer1");
  return gated_layer(context, inputs.adjacency, context.dropout(x, config.dropout), classes);
}

void run(const std::string& data, const std::filesystem::path& directory) {
  const Dataset dataset = load_dataset(data);
  const ModelDefinition model = {"gated", {}, gated_model};

  TrainConfig config;
  config.model.hidden = 32;
  config.weight_decay = 5e-4;
  config.epochs = 60;
  TrainHooks hooks;
  hooks.model = &model;
  hooks.run_directory = directory;
  const TrainReport report = train(dataset, config, hooks);
  std::printf("%s on %s: test %s %.3f after %lld epochs of %.4f s\n", report.model.c_str(),
              report.dataset.c_str(), report.metric.c_str(), report.test_mean,
              static_cast<long long>(report.runs[0].best_epoch), report.epoch_seconds_median);

  const LoadedModel saved = load_model(directory);
  const std::vector<float> logits = predict_logits(saved, dataset, 1);
  std::printf("%s holds %zu bytes of program text; it gives %zu logits again\n",
              (directory / "best.safetensors").c_str(), print_program(saved.model.program).size(),
              logits.size());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string data =
      argc > 1 ? argv[1] : "builtin:sbm?nodes=1000&degree=8&features=32&classes=4";
  const std::filesystem::path directory = argc > 2 ? argv[2] : "runs/own_layer";
  try {
    std::filesystem::create_directories(directory);
    run(data, directory);
  } catch (const Error& error) {
    std::fprintf(stderr, "own_layer: %s\n", error.what());
    return 1;
  }
}
