#include "apps/heddle/model_arguments.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"

#include <utility>

namespace heddle::cli {

void ModelArguments::add_to(Verb& verb) {
  data.add_to(verb);
  verb.add_option("--run", run, "a run directory, or a checkpoint file")
      .type_name("DIR")
      .required();
  verb.add_option("--threads", threads, "0: all cores; no result depends on it")
      .type_name("N")
      .range(0, 4096);
  compile.add_to(verb);
}

ModelOutput run_model(const ModelArguments& arguments, Console& console) {
  const int threads = thread_count(arguments.threads);
  if (!arguments.data.given())
    throw UsageError("DATA is missing: a directory, a file or builtin:NAME");
  LoadedModel loaded = load_model(arguments.run);
  Dataset dataset = arguments.data.load(threads);
  ModelOutput output = {std::move(loaded), std::move(dataset), {}, 0, threads};
  const ModelFile& model = output.loaded.model;
  output.classes = model.program.type(model.program.find_output("logits")).cols;
  console.say("{:<9}{} of {}, trained on {}", "model", model.model, arguments.run, model.dataset);
  console.say("{:<9}{}: {} {}", "data", output.dataset.name, format_count(output.dataset.rows()),
              model.graph_level ? "graphs" : "nodes");
  output.values =
      predict_logits(output.loaded, output.dataset, threads, arguments.compile.options(console));
  return output;
}

}  // namespace heddle::cli
