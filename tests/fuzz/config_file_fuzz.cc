// Whatever the text, a configuration file is read or refused by one Error; what was read prints to
// a file that reads the same.

#include "heddle/train/config_file.h"

#include "heddle/base/error.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const heddle::ConfigFile file = heddle::parse_config_file(text, "input");
    heddle::TrainConfig config, again;
    heddle::apply(file, config);
    const std::string printed = heddle::print_config_file(config, file.data, file.undirected);
    const heddle::ConfigFile second = heddle::parse_config_file(printed, "printed");
    heddle::apply(second, again);
    if (second.undirected != file.undirected) std::abort();
    if (heddle::print_config_file(again, second.data, second.undirected) != printed) std::abort();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
