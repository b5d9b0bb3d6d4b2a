// Adders of a circuit as JSON.
#pragma once

#include "heddle/circuits/adder_identity.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace heddle {

struct ListedAdder {
  AdderIdentity identity;
  std::optional<int64_t> column;  // of the sum in the word of outputs
  bool checked = false;           // by evaluating its gates, not only by cuts
};

// A list of objects, one on a line: {"type":"FA","inputs":[2,4,6],"sum":20,"carry":18,"column":3,
// "checked":true,"source":"cut"}; literals as AIGER has them. Completely or not at all. Throws Io.
void write_adders(const std::filesystem::path& path, std::span<const ListedAdder> adders);

}  // namespace heddle
