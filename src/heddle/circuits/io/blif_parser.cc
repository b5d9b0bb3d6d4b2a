#include "heddle/circuits/io/blif_parser.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/blif_line_reader.h"
#include "heddle/circuits/io/cover.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

namespace heddle {
namespace {

using Words = std::vector<std::string_view>;

// Areas, delays and annotations of Yosys say nothing about the function.
constexpr std::array<std::string_view, 18> kSkipped = {".area",
                                                       ".delay",
                                                       ".wire",
                                                       ".wire_load_slope",
                                                       ".input_arrival",
                                                       ".input_drive",
                                                       ".input_required",
                                                       ".output_required",
                                                       ".output_load",
                                                       ".max_input_load",
                                                       ".default_input_arrival",
                                                       ".default_input_drive",
                                                       ".default_output_required",
                                                       ".default_output_load",
                                                       ".default_max_input_load",
                                                       ".attr",
                                                       ".param",
                                                       ".cname"};
constexpr std::array<std::string_view, 4> kSequential = {".latch", ".mlatch", ".clock",
                                                         ".start_kiss"};
constexpr std::array<std::string_view, 3> kUnsupported = {".exdc", ".search", ".blackbox"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class BlifParser {
 public:
  BlifParser(std::unique_ptr<ByteSource> source, const GateLibrary& library)
      : library_(library), placer_(file_.functions) {
    file_.name = source->name();
    reader_.emplace(std::move(source));
  }

  BlifFile parse() {
    Words words;
    while (reader_->next(words)) {
      if (words.front().starts_with('.')) {
        finish_cover();
        take_directive(words);
      } else {
        take_row(words);
      }
    }
    finish_cover();
    require(!file_.models.empty(), "{}: no .model, need a BLIF file", file_.name);
    return std::move(file_);
  }

 private:
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail(ErrorKind::kInvalidArgument, "{}: {}", reader_->place(),
         fmt::format(format, std::forward<Args>(args)...));
  }

  void take_directive(const Words& words) {
    const std::string_view directive = words.front();
    if (directive == ".model") {
      begin_model(words);
    } else if (directive == ".end") {
      inside_ = false;
    } else if (is_one_of(kSequential, directive)) {
      fail(ErrorKind::kUnsupported,
           "{}: {}: sequential circuits are not supported; cut the latches first, for example by "
           "the command comb of ABC",
           reader_->place(), directive);
    } else if (is_one_of(kUnsupported, directive)) {
      fail(ErrorKind::kUnsupported, "{}: {} is not supported", reader_->place(), directive);
    } else if (!is_one_of(kSkipped, directive)) {
      if (!inside_) refuse("{} outside of a model, need .model before it", directive);
      take_part(words);
    }
  }

  void begin_model(const Words& words) {
    if (words.size() != 2)
      refuse(".model with {} words behind it, need its name", words.size() - 1);
    const uint32_t word = file_.words.number_of(words[1]);
    const auto number = static_cast<uint32_t>(file_.models.size());
    if (!file_.model_of_word.try_emplace(word, number).second) {
      refuse("a second model '{}'", words[1]);
    }
    file_.models.emplace_back().name = words[1];
    inside_ = true;
  }

  void take_part(const Words& words) {
    const std::string_view directive = words.front();
    if (directive == ".inputs" || directive == ".input") {
      append_nets(words, model().inputs);
    } else if (directive == ".outputs" || directive == ".output") {
      append_nets(words, model().outputs);
    } else if (directive == ".names") {
      begin_cover(words);
    } else if (directive == ".gate" || directive == ".subckt") {
      take_gate(words);
    } else if (directive == ".conn") {
      if (words.size() != 3) refuse(".conn with {} nets, need two", words.size() - 1);
      begin_cover(words);
      cover_->rows = "1";
      cover_->row_count = 1;
    } else {
      refuse("unknown directive {}", directive);
    }
  }

  BlifModel& model() { return file_.models.back(); }

  void append_nets(const Words& words, std::vector<uint32_t>& nets) {
    for (size_t i = 1; i < words.size(); ++i) nets.push_back(model().nets.number_of(words[i]));
  }

  void begin_cover(const Words& words) {
    if (words.size() < 2) refuse(".names without a net, need at least its output");
    cover_.emplace().pins = static_cast<uint32_t>(words.size() - 2);
    cover_gate_.first_pin = static_cast<uint32_t>(model().pins.size());
    append_nets(words, model().pins);
    cover_gate_.output = model().pins.back();
    model().pins.pop_back();
    cover_gate_.line = reader_->line();
  }

  void take_row(const Words& words) {
    if (!cover_) refuse("'{}', need a directive such as .names", words.front());
    const std::string_view plane = cover_->pins == 0 ? std::string_view() : words.front();
    if (words.size() != (cover_->pins == 0 ? 1 : 2) || plane.size() != cover_->pins ||
        plane.find_first_not_of("01-") != std::string_view::npos) {
      refuse("a row of .names with {} inputs, need {} of 0, 1 and -, and a value", cover_->pins,
             cover_->pins);
    }
    const std::string_view value = words.back();
    if (value != "0" && value != "1") refuse("the value '{}' of a row, need 0 or 1", value);
    if (cover_->row_count > 0 && cover_->value != value.front()) {
      refuse("a row of value {} after one of value {}, need one value", value, cover_->value);
    }
    cover_->value = value.front();
    cover_->rows += plane;
    ++cover_->row_count;
  }

  void finish_cover() {
    if (!cover_) return;
    const std::string key =
        fmt::format("{} {} {} {}", cover_->pins, cover_->value, cover_->row_count, cover_->rows);
    const auto [entry, is_new] =
        cover_functions_.try_emplace(key, static_cast<uint32_t>(file_.functions.size()));
    if (is_new) file_.functions.push_back(function_of(*cover_));
    cover_gate_.function = entry->second;
    model().gates.push_back(cover_gate_);
    cover_.reset();
  }

  void take_gate(const Words& words) {
    if (words.size() < 2) refuse("{} without a name", words.front());
    connections_.clear();
    for (size_t i = 2; i < words.size(); ++i) {
      const size_t equals = words[i].find('=');
      if (equals == std::string_view::npos || equals == 0 || equals + 1 == words[i].size()) {
        refuse("'{}', need PIN=NET", words[i]);
      }
      connections_.push_back(
          {words[i].substr(0, equals), model().nets.number_of(words[i].substr(equals + 1))});
    }
    if (const LibraryGate* gate = library_.find(words[1])) {
      placer_.append(
          *gate, connections_, reader_->line(), [this] { return reader_->place(); }, model());
    } else if (words.front() == ".subckt") {
      append_instance(words[1]);
    } else if (library_.empty()) {
      refuse("the gate {} stands in a genlib file, and none was given", words[1]);
    } else {
      refuse("no gate {} in the genlib file", words[1]);
    }
  }

  void append_instance(std::string_view name) {
    BlifInstance& instance = model().instances.emplace_back();
    instance.model = file_.words.number_of(name);
    instance.line = reader_->line();
    for (const PinConnection& connection : connections_) {
      instance.ports.push_back({file_.words.number_of(connection.pin), connection.net});
    }
  }

  const GateLibrary& library_;
  BlifFile file_;
  GatePlacer placer_;
  std::optional<BlifLineReader> reader_;
  bool inside_ = false;  // of a model
  std::optional<Cover> cover_;
  LogicGate cover_gate_;
  std::unordered_map<std::string, uint32_t> cover_functions_;
  std::vector<PinConnection> connections_;
};

}  // namespace

BlifFile parse_blif(std::unique_ptr<ByteSource> source, const GateLibrary& gates) {
  return BlifParser(std::move(source), gates).parse();
}

}  // namespace heddle
