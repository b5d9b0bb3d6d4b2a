#include "apps/heddle/write_dataset.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/base/json.h"
#include "heddle/base/units.h"
#include "heddle/data/native_writer.h"

namespace heddle::cli {

int write_dataset(const Dataset& dataset, const std::string& out, Console& console) {
  write_native_dataset(dataset, out);
  console.say("{:<9}{}: {} nodes, {} edges in {}", "wrote", dataset.name,
              format_count(dataset.graph.nodes()), format_count(dataset.graph.edges()), out);
  const Json json = {{"dataset", dataset.name},
                     {"nodes", dataset.graph.nodes()},
                     {"edges", dataset.graph.edges()},
                     {"out", out}};
  console.object(print_json(json));
  return kDone;
}

}  // namespace heddle::cli
