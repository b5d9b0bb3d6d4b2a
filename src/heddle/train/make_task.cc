#include "heddle/train/make_task.h"

#include "heddle/base/error.h"
#include "heddle/nn/build_model.h"
#include "heddle/train/graph_task.h"
#include "heddle/train/node_task.h"

namespace heddle {

std::unique_ptr<Task> make_task(const Dataset& dataset, const TrainConfig& config, int threads) {
  const AdjacencyOptions options = adjacency_options(config.model.model);
  if (dataset.level == Level::kNode) {
    return std::make_unique<NodeTask>(dataset, config.split, options, config.normalize_features,
                                      threads);
  }
  require(config.batch_size >= 1, "batch size {} is not positive", config.batch_size);
  return std::make_unique<GraphTask>(dataset, split_of(dataset, config.split), options,
                                     config.batch_size, threads);
}

}  // namespace heddle
