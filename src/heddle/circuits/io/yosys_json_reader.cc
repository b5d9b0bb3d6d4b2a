#include "heddle/circuits/io/yosys_json_reader.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/base/json.h"
#include "heddle/circuits/io/yosys_module.h"
#include "heddle/graph/io/gzip_source.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace heddle {
namespace {

using Event = ParsedJson::parse_event_t;

std::string read_all(ByteSource& source) {
  constexpr size_t kFirstBytes = size_t{1} << 16;
  std::string text;
  for (size_t used = 0;; used = text.size()) {
    text.resize(std::max(kFirstBytes, 2 * used));
    const auto room = std::as_writable_bytes(std::span(text).subspan(used));
    const size_t count = read_fully(source, room);
    text.resize(used + count);
    if (count < room.size()) return text;
  }
}

// Sees the file as it is parsed, and keeps ports and cells only until they are in a module: as a
// tree of JSON values they would take ten times the bytes of the file.
class ModuleCollector {
 public:
  explicit ModuleCollector(const std::string& file) : file_(file) {}

  struct Entry {
    std::unique_ptr<YosysModule> module;
    bool is_top = false, is_blackbox = false;
  };
  std::vector<Entry> take() { return std::move(modules_); }

  // Of the values: modules.NAME.ports.NAME has depth 4. False: it is not kept.
  bool take_event(int depth, Event event, const ParsedJson& value) {
    if (event == Event::key) return take_key(static_cast<size_t>(depth), value);
    if (depth == 0 || path_[1] != "modules") return true;
    const bool in_parts = path_[3] == "ports" || path_[3] == "cells";
    if ((event == Event::value || event == Event::array_start) &&
        (depth <= 2 || (depth == 3 && in_parts))) {
      fail(ErrorKind::kInvalidArgument, "{}: '{}' must be a JSON object", file_,
           path_[static_cast<size_t>(depth)]);
    }
    const bool complete =
        event == Event::value || event == Event::array_end || event == Event::object_end;
    if (depth == 2 && complete) {
      finish_module(value);
      return false;
    }
    if (depth != 4 || !complete || !in_parts) return true;
    YosysModule& module = *modules_.back().module;
    if (path_[3] == "ports") {
      module.add_port(path_[4], value);
    } else {
      module.add_cell(path_[4], value);
    }
    return false;
  }

 private:
  bool take_key(size_t depth, const ParsedJson& key) {
    if (depth >= path_.size()) return true;
    path_[depth] = key.get<std::string>();
    if (path_[1] != "modules") return depth != 1;
    if (depth == 2) {
      require(names_.insert(path_[2]).second, "{}: a second module '{}'", file_, path_[2]);
      modules_.push_back({std::make_unique<YosysModule>(file_, path_[2])});
    }
    return depth != 3 || path_[3] == "ports" || path_[3] == "cells" || path_[3] == "attributes";
  }

  void finish_module(const ParsedJson& module) {
    const auto attributes = module.find("attributes");
    if (attributes == module.end() || !attributes->is_object()) return;
    modules_.back().is_top = is_set(*attributes, "top");
    modules_.back().is_blackbox = is_set(*attributes, "blackbox");
  }

  // Yosys writes numbers as texts of 32 binary digits, earlier as numbers.
  static bool is_set(const ParsedJson& attributes, const char* name) {
    const auto attribute = attributes.find(name);
    if (attribute == attributes.end()) return false;
    if (attribute->is_number_integer()) return *attribute != 0;
    return attribute->is_string() &&
           attribute->get_ref<const std::string&>().find('1') != std::string::npos;
  }

  const std::string& file_;
  std::array<std::string, 5> path_;  // of the value; [0] is not used
  std::vector<Entry> modules_;
  std::unordered_set<std::string> names_;
};

std::vector<ModuleCollector::Entry> collect_modules(const std::string& text,
                                                    const std::string& file) {
  ModuleCollector collector(file);
  try {
    parse_json(text, [&collector](int depth, Event event, const ParsedJson& value) {
      return collector.take_event(depth, event, value);
    });
  } catch (const ParsedJson::exception& error) {
    fail(ErrorKind::kInvalidArgument, "{}: not JSON: {}", file, error.what());
  }
  return collector.take();
}

const YosysModule& choose_top(const std::vector<ModuleCollector::Entry>& modules,
                              std::string_view top, const std::string& file) {
  require(!modules.empty(), "{}: no modules, need what write_json of Yosys writes", file);
  std::vector<const YosysModule*> tops, others;
  std::vector<std::string_view> names;
  for (const ModuleCollector::Entry& entry : modules) {
    if (!top.empty() && entry.module->name() == top) return *entry.module;
    if (entry.is_top) tops.push_back(entry.module.get());
    if (!entry.is_blackbox) others.push_back(entry.module.get());
    names.push_back(entry.module->name());
  }
  require(top.empty(), "{}: no module '{}', there are {}", file, top, join(names, ", "));
  if (tops.size() == 1) return *tops.front();
  require(tops.empty() && others.size() == 1,
          "{}: {} modules with the attribute top, need one, or the name of the top module: {}",
          file, tops.size(), join(names, ", "));
  return *others.front();
}

}  // namespace

Aig read_yosys_json(std::unique_ptr<ByteSource> source, std::string_view top) {
  const auto modules = collect_modules(read_all(*source), source->name());
  return choose_top(modules, top, source->name()).to_aig();
}

Aig read_yosys_json(const std::filesystem::path& path, std::string_view top) {
  return read_yosys_json(open_text(path), top);
}

}  // namespace heddle
