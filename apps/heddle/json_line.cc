#include "apps/heddle/json_line.h"

#include <nlohmann/json.hpp>

namespace heddle::cli {

std::string json_line(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace heddle::cli
