#include "heddle/data/native_meta.h"

#include "heddle/base/error.h"
#include "heddle/base/json.h"
#include "heddle/graph/io/byte_source.h"

#include <fmt/core.h>

#include <limits>

namespace heddle {
namespace {

constexpr int64_t kMaxMetaBytes = int64_t{64} << 20;

// For errors: a number or a short text as it stands, of others only what they are.
std::string shown(const ParsedJson& value) {
  constexpr size_t kLongest = 40;
  if (value.is_structured()) return fmt::format("an {}", value.type_name());
  std::string text = print_json(value);
  return text.size() <= kLongest ? text : fmt::format("a long {}", value.type_name());
}

// A JSON object, and how errors call it.
class Facts {
 public:
  Facts(const ParsedJson& json, std::string place) : json_(json), place_(std::move(place)) {
    require(json.is_object(), "{}: need a JSON object", place_);
  }

  const std::string& place() const { return place_; }

  std::optional<std::string> text(const char* key) const {
    const ParsedJson* value = find(key);
    if (value == nullptr) return std::nullopt;
    require(value->is_string(), "{}: '{}' must be a text", place_, key);
    return value->get<std::string>();
  }

  std::optional<bool> boolean(const char* key) const {
    const ParsedJson* value = find(key);
    if (value == nullptr) return std::nullopt;
    require(value->is_boolean(), "{}: '{}' must be true or false", place_, key);
    return value->get<bool>();
  }

  // A count of at most 2^31 - 1.
  std::optional<int32_t> count(const char* key) const {
    const ParsedJson* value = find(key);
    if (value == nullptr) return std::nullopt;
    constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
    const bool ok = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<uint64_t>() <= uint64_t{kMost}) &&
                    value->get<int64_t>() >= 0 && value->get<int64_t>() <= kMost;
    require(ok, "{}: '{}' is {}, must be a count of at most 2^31 - 1", place_, key, shown(*value));
    return value->get<int32_t>();
  }

  const ParsedJson* array(const char* key) const {
    const ParsedJson* value = find(key);
    require(value == nullptr || value->is_array(), "{}: '{}' must be a list", place_, key);
    return value;
  }

 private:
  const ParsedJson* find(const char* key) const {
    const auto entry = json_.find(key);
    return entry == json_.end() || entry->is_null() ? nullptr : &*entry;
  }

  const ParsedJson& json_;
  std::string place_;
};

std::string needed_text(const Facts& facts, const char* key) {
  const auto text = facts.text(key);
  require(text.has_value(), "{}: '{}' is missing", facts.place(), key);
  return *text;
}

Level parse_level(const Facts& facts) {
  const std::string level = needed_text(facts, "level");
  if (level == "node" || level == "graph structure only") return Level::kNode;
  if (level == "graph") return Level::kGraph;
  fail(ErrorKind::kUnsupported, "{}: level '{}', need 'node', 'graph' or 'graph structure only'",
       facts.place(), level);
}

std::vector<std::string> parse_class_names(const Facts& facts) {
  std::vector<std::string> names;
  const ParsedJson* list = facts.array("class_names");
  if (list == nullptr) return names;
  for (const ParsedJson& name : *list) {
    require(name.is_string(), "{}: 'class_names' must be a list of texts", facts.place());
    names.push_back(name.get<std::string>());
  }
  return names;
}

std::vector<NativeNodeType> parse_node_types(const Facts& facts) {
  std::vector<NativeNodeType> types;
  const ParsedJson* list = facts.array("node_types");
  if (list == nullptr) return types;
  for (const ParsedJson& entry : *list) {
    const Facts type(entry, fmt::format("{}: node_types[{}]", facts.place(), types.size()));
    const auto count = type.count("count");
    require(count.has_value(), "{}: 'count' is missing", type.place());
    types.push_back({needed_text(type, "name"), *count, type.count("num_features")});
  }
  return types;
}

// A relation is its name, or an object with its name and the names of its node types.
std::vector<NativeRelation> parse_relations(const Facts& facts) {
  std::vector<NativeRelation> relations;
  const ParsedJson* list = facts.array("relations");
  if (list == nullptr) return relations;
  for (const ParsedJson& entry : *list) {
    if (entry.is_string()) {
      relations.push_back({entry.get<std::string>(), "", ""});
      continue;
    }
    const Facts relation(entry, fmt::format("{}: relations[{}]", facts.place(), relations.size()));
    relations.push_back({needed_text(relation, "name"), relation.text("src_type").value_or(""),
                         relation.text("dst_type").value_or("")});
  }
  return relations;
}

}  // namespace

NativeMeta parse_native_meta(std::string_view json, std::string_view place) {
  ParsedJson document;
  try {
    document = parse_json(json);
  } catch (const ParsedJson::parse_error& error) {
    fail(ErrorKind::kInvalidArgument, "{}: not JSON: byte {}", place, error.byte);
  } catch (const ParsedJson::out_of_range&) {
    fail(ErrorKind::kInvalidArgument, "{}: a number is too large for JSON", place);
  }
  const Facts facts(document, std::string(place));
  NativeMeta meta;
  meta.level = parse_level(facts);
  meta.title = facts.text("name").value_or("");
  meta.metric = facts.text("metric").value_or("");
  meta.directed = facts.boolean("directed").value_or(true);
  const std::string stored = facts.text("edges_stored").value_or("once");
  require(stored == "once" || stored == "both directions",
          "{}: 'edges_stored' is '{}', need 'once' or 'both directions'", place, stored);
  meta.both_directions_stored = stored == "both directions";
  meta.nodes = facts.count("num_nodes");
  meta.features = facts.count("num_features");
  meta.classes = facts.count("num_classes");
  meta.class_names = parse_class_names(facts);
  meta.node_types = parse_node_types(facts);
  meta.relations = parse_relations(facts);
  return meta;
}

NativeMeta read_native_meta(const std::filesystem::path& file) {
  return parse_native_meta(read_text_file(file, kMaxMetaBytes), file.string());
}

}  // namespace heddle
