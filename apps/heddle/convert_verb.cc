// heddle convert IN OUT: any readable data set as a native data set directory.

#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "apps/heddle/write_dataset.h"
#include "heddle/base/thread_count.h"

namespace heddle::cli {
namespace {

struct ConvertArguments : DataArguments {
  std::string out;

  void add_to(Verb& verb) {
    DataArguments::add_to(verb);
    verb.add_option("--out,OUT", out, "the data set directory to write").required();
  }
};

int run_convert(const ConvertArguments& arguments, Console& console) {
  return write_dataset(arguments.load(thread_count(0)), arguments.out, console);
}

}  // namespace

void add_convert(CommandLine& command_line, Chosen& chosen) {
  add_verb<ConvertArguments>(command_line, chosen, "convert",
                             "write a data set in Heddle's own format", run_convert);
}

}  // namespace heddle::cli
