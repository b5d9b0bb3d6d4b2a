#include "heddle/circuits/io/adders_file.h"

#include "heddle/base/atomic_file.h"

#include <fmt/compile.h>

#include <iterator>
#include <string>

namespace heddle {
namespace {

constexpr size_t kFlushBytes = size_t{1} << 20;

void append_adder(std::string& text, const ListedAdder& adder) {
  const AdderIdentity& identity = adder.identity;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, FMT_COMPILE("{{\"type\":\"{}\",\"inputs\":[{},{}"),
                 identity.is_full() ? "FA" : "HA", identity.inputs[0], identity.inputs[1]);
  if (identity.is_full()) fmt::format_to(out, FMT_COMPILE(",{}"), identity.inputs[2]);
  fmt::format_to(out, FMT_COMPILE("],\"sum\":{},\"carry\":{},\"column\":"), identity.sum,
                 identity.carry);
  if (adder.column) {
    fmt::format_to(out, FMT_COMPILE("{}"), *adder.column);
  } else {
    text += "null";
  }
  fmt::format_to(out, FMT_COMPILE(",\"checked\":{},\"source\":\"cut\"}}"),
                 adder.checked ? "true" : "false");
}

}  // namespace

void write_adders(const std::filesystem::path& path, std::span<const ListedAdder> adders) {
  AtomicFile file(path);
  std::string text = "[";
  const char* separator = "\n";
  for (const ListedAdder& adder : adders) {
    text += separator;
    append_adder(text, adder);
    separator = ",\n";
    if (text.size() < kFlushBytes) continue;
    file.write(text);
    text.clear();
  }
  text += "\n]\n";
  file.write(text);
  file.commit();
}

}  // namespace heddle
