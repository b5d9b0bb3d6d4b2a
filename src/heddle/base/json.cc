#include "heddle/base/json.h"

namespace heddle {

std::string print_json(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string print_json(const ParsedJson& json) {
  return json.dump(-1, ' ', false, ParsedJson::error_handler_t::replace);
}

ParsedJson parse_json(std::string_view text) { return ParsedJson::parse(text); }

ParsedJson parse_json(std::string_view text, const ParsedJson::parser_callback_t& keep) {
  return ParsedJson::parse(text, keep);
}

}  // namespace heddle
