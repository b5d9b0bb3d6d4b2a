// Whatever the text behind "builtin:", its settings are read or refused by one Error. Nothing is
// generated.

#include "heddle/base/error.h"
#include "heddle/data/builtin_dataset.h"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = "builtin:" + std::string(reinterpret_cast<const char*>(data), size);
  try {
    const heddle::BuiltinSpec spec = heddle::parse_builtin_spec(text);
    for (const heddle::BuiltinGenerator& generator : heddle::builtin_generators()) {
      if (generator.name != spec.name) continue;
      const heddle::BuiltinValues values(spec, generator.keys);
      for (const heddle::BuiltinKey& key : generator.keys) {
        const double value = values.real(key.name);
        if (!(value >= key.lowest && value <= key.highest)) std::abort();
      }
    }
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
