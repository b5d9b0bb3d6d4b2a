// JSON, by nlohmann's library. What of it compiles slowly, reading and printing, is compiled once.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace heddle {

// To be printed: members stay in the order in which they were added.
using Json = nlohmann::ordered_json;
// As read: a member is found fast, however many a file has.
using ParsedJson = nlohmann::json;

// indent -1: one line without spaces. What is not UTF-8 becomes U+FFFD.
std::string print_json(const Json& json, int indent = -1);
std::string print_json(const ParsedJson& json);

// Throws ParsedJson::exception if the text is not JSON.
ParsedJson parse_json(std::string_view text);
// `keep` sees each value as soon as it is read, with its depth, and may drop it: a large file need
// never be there as a whole.
ParsedJson parse_json(std::string_view text, const ParsedJson::parser_callback_t& keep);

}  // namespace heddle
