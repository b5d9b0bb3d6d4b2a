#include "tests/circuits/circuit_models.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/train/recipes.h"
#include "heddle/train/trainer.h"
#include "tests/support/temp_dir.h"

namespace heddle::test {

std::vector<NamedCircuit> named_circuits(std::span<const Aig> circuits) {
  std::vector<NamedCircuit> named;
  for (const Aig& aig : circuits) named.push_back({"", aig, std::nullopt});
  return named;
}

LoadedModel trained_circuit_model(std::span<const Aig> circuits,
                                  const CircuitModelOptions& options) {
  const Dataset dataset = circuit_dataset(named_circuits(circuits), std::ssize(circuits),
                                          options.tasks, options.edges, options.features);
  TrainConfig config = recipe_for(dataset, "").config;
  config.model.layers = options.layers;
  config.model.hidden = options.hidden;
  config.epochs = options.epochs;
  config.threads = 1;
  const TempDir folder;
  TrainHooks hooks;
  hooks.run_directory = folder.path();
  train(dataset, config, hooks);
  return load_model(folder.path());
}

LoadedModel any_circuit_model(const CircuitModelOptions& options) {
  const std::vector<Aig> circuits = {make_multiplier({.bits = 3}),
                                     make_multiplier({MultiplierFamily::kBooth, 4})};
  return trained_circuit_model(circuits, options);
}

std::vector<float> whole_circuit_scores(const LoadedModel& model, const Aig& aig, int threads) {
  const CircuitModelShape shape = circuit_model_shape(model.model);
  const Dataset dataset =
      circuit_dataset(named_circuits({&aig, 1}), 1, shape.tasks, shape.edges, shape.features);
  const std::vector<float> all = predict_logits(model, dataset, threads);
  const std::ptrdiff_t tasks = std::ssize(task_names(shape.tasks));
  const auto first = all.begin() + aig.inputs * tasks;
  return {first, first + std::ssize(aig.ands) * tasks};
}

}  // namespace heddle::test
