// JSON for programs that read our output.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace heddle::cli {

// On one line. Bytes of names and paths that are no UTF-8 are replaced.
std::string json_line(const nlohmann::ordered_json& value);

}  // namespace heddle::cli
