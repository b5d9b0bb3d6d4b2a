#include "heddle/train/make_task.h"

#include "heddle/base/error.h"
#include "heddle/base/thread_count.h"
#include "heddle/train/graph_task.h"
#include "heddle/train/node_task.h"
#include "heddle/train/plan_task.h"

namespace heddle {

std::unique_ptr<Task> make_task(const Dataset& dataset, const TrainConfig& config,
                                const AdjacencyOptions& edges) {
  const int threads = thread_count(config.threads);
  if (dataset.level == Level::kNode) {
    return std::make_unique<NodeTask>(dataset, config.split, edges, config.normalize_features,
                                      threads);
  }
  require(config.batch_size >= 1, "batch size {} is not positive", config.batch_size);
  return std::make_unique<GraphTask>(dataset, split_of(dataset, config.split), edges,
                                     config.batch_size, threads);
}

}  // namespace heddle
