// heddle info DATA: what a data set looks like and what is wrong with it.

#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/thread_count.h"
#include "heddle/data/describe.h"

namespace heddle::cli {
namespace {

int run_info(const DataArguments& arguments, Console& console) {
  const Dataset dataset = arguments.load(thread_count(0), SplitOverlap::kKeep);
  const DatasetDescription description = describe(dataset);
  std::string text = to_text(description);
  while (text.ends_with('\n')) text.pop_back();
  console.line(text);
  console.object(to_json(description));
  return kDone;
}

}  // namespace

void add_info(CommandLine& command_line, Chosen& chosen) {
  add_verb<DataArguments>(command_line, chosen, "info",
                          "describe a data set: schema, degrees, defects", run_info);
}

}  // namespace heddle::cli
