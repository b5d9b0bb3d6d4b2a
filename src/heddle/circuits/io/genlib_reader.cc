#include "heddle/circuits/io/genlib_reader.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/io/line_reader.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr std::string_view kBlanks = " \t";

// Takes the next word off the front of `text`; empty at its end.
std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

bool is_skipped_statement(std::string_view word) {
  return word == "PIN" || word == "LATCH" || word == "SEQ" || word == "CONTROL" ||
         word == "CONSTRAINT";
}

class GenlibParser {
 public:
  explicit GenlibParser(std::unique_ptr<ByteSource> source)
      : name_(source->name()), reader_(std::move(source)) {}

  GateLibrary parse() {
    std::string_view line;
    while (reader_.next(line)) take_line(line.substr(0, line.find('#')));
    require(!inside_gate_, "{}: the file ends inside a GATE, need ';'", reader_.place());
    require(!library_.empty(), "{}: no GATE, need a genlib file", name_);
    return std::move(library_);
  }

 private:
  void take_line(std::string_view line) {
    while (!line.empty()) {
      if (!inside_gate_) {
        std::string_view rest = line;
        const std::string_view word = next_word(rest);
        if (word.empty() || is_skipped_statement(word)) return;
        if (word != "GATE") {
          fail(ErrorKind::kInvalidArgument, "{}: '{}', need GATE, PIN or LATCH", reader_.place(),
               word);
        }
        line = rest;
        inside_gate_ = true;
        gate_.clear();
      }
      const size_t end = line.find(';');
      (gate_ += line.substr(0, end)) += ' ';
      if (end == std::string_view::npos) return;
      line.remove_prefix(end + 1);
      take_gate();
      inside_gate_ = false;
    }
  }

  // gate_: "nand2 2 O=!(a*b)"
  void take_gate() {
    std::string_view rest = gate_;
    std::string_view name = next_word(rest);
    if (name.size() > 2 && name.front() == '"' && name.back() == '"') {
      name = name.substr(1, name.size() - 2);
    }
    const std::string_view area = next_word(rest);
    const size_t equals = rest.find('=');
    if (name.empty() || !parse_float(area) || equals == std::string_view::npos) {
      fail(ErrorKind::kInvalidArgument, "{}: GATE {}, need its name, area and OUTPUT=expression",
           reader_.place(), gate_);
    }
    std::string_view left = rest.substr(0, equals);
    const std::string pin(next_word(left));
    if (pin.empty() || !next_word(left).empty()) {
      fail(ErrorKind::kInvalidArgument, "{}: the gate {} needs one output before '='",
           reader_.place(), name);
    }
    GateOutput output{pin, parse_gate_expression(rest.substr(equals + 1), reader_.place())};
    if (!library_.add(name, std::move(output))) {
      fail(ErrorKind::kInvalidArgument, "{}: the output {} of the gate {} stands there twice",
           reader_.place(), pin, name);
    }
  }

  std::string name_;
  LineReader reader_;
  bool inside_gate_ = false;
  std::string gate_;  // what stands behind the last GATE, up to its semicolon
  GateLibrary library_;
};

}  // namespace

GateLibrary read_genlib(std::unique_ptr<ByteSource> source) {
  return GenlibParser(std::move(source)).parse();
}

GateLibrary read_genlib(const std::filesystem::path& path) { return read_genlib(open_text(path)); }

}  // namespace heddle
