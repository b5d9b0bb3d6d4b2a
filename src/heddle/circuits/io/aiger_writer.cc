#include "heddle/circuits/io/aiger_writer.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"
#include "heddle/circuits/io/aiger_symbols.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr size_t kLongestPiece = 64;  // of what goes to a block between two looks at its size

using Sink = std::function<void(std::string_view)>;

// Appends to a block, which goes to the sink when it is full.
class AigerOutput {
 public:
  explicit AigerOutput(Sink sink) : sink_(std::move(sink)), block_(kBlockBytes + kLongestPiece) {}

  void flush() {
    sink_({block_.data(), used_});
    used_ = 0;
  }
  void flush_if_full() {
    if (used_ >= kBlockBytes) flush();
  }
  void text(std::string_view text) {
    if (text.size() > block_.size() - used_) flush();
    if (text.size() > block_.size()) {
      sink_(text);
      return;
    }
    std::copy(text.begin(), text.end(), block_.data() + used_);
    used_ += text.size();
  }
  void byte(char byte) { block_[used_++] = byte; }
  void number(int64_t number) {
    char* const begin = block_.data() + used_;
    used_ += static_cast<size_t>(std::to_chars(begin, begin + kLongestPiece, number).ptr - begin);
  }
  void varint(uint32_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<char>(value | 0x80));
    byte(static_cast<char>(value));
  }

 private:
  Sink sink_;
  std::vector<char> block_;
  size_t used_ = 0;
};

void write_header(const Aig& aig, AigerFormat format, AigerOutput& output) {
  output.text(format == AigerFormat::kBinary ? "aig" : "aag");
  for (const int64_t count :
       {aig.variables() - 1, aig.inputs, int64_t{0}, static_cast<int64_t>(aig.outputs.size()),
        static_cast<int64_t>(aig.ands.size())}) {
    output.byte(' ');
    output.number(count);
  }
  output.byte('\n');
}

void write_literal_line(Literal literal, AigerOutput& output) {
  output.number(literal);
  output.byte('\n');
  output.flush_if_full();
}

void write_ands(const Aig& aig, AigerFormat format, AigerOutput& output) {
  Literal self = literal_of(aig.first_and());
  for (const AndGate& gate : aig.ands) {
    if (format == AigerFormat::kBinary) {
      output.varint(self - gate.fanin1);
      output.varint(gate.fanin1 - gate.fanin0);
    } else {
      output.number(self);
      output.byte(' ');
      output.number(gate.fanin1);
      output.byte(' ');
      output.number(gate.fanin0);
      output.byte('\n');
    }
    output.flush_if_full();
    self += 2;
  }
}

void write_names(char kind, const std::vector<std::string>& names, AigerOutput& output) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    output.byte(kind);
    output.number(static_cast<int64_t>(i));
    output.byte(' ');
    output.text(names[i]);
    output.flush_if_full();
    output.byte('\n');
  }
}

void require_writable_names(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    require(is_aiger_name(name), "aiger: the name '{}' holds a line end or a zero byte", name);
  }
}

void write_to(const Sink& sink, const Aig& aig, AigerFormat format) {
  AigerOutput output(sink);
  write_header(aig, format, output);
  if (format == AigerFormat::kAscii) {
    for (uint32_t v = 1; v < aig.first_and(); ++v) write_literal_line(literal_of(v), output);
  }
  for (const Literal literal : aig.outputs) write_literal_line(literal, output);
  write_ands(aig, format, output);
  write_names('i', aig.input_names, output);
  write_names('o', aig.output_names, output);
  output.flush();
}

void require_writable(const Aig& aig) {
  aig.validate();
  require_writable_names(aig.input_names);
  require_writable_names(aig.output_names);
}

}  // namespace

void write_aiger(const Aig& aig, AigerFormat format, const std::filesystem::path& path) {
  require_writable(aig);
  AtomicFile file(path);
  write_to([&file](std::string_view text) { file.write(text); }, aig, format);
  file.commit();
}

std::string to_aiger(const Aig& aig, AigerFormat format) {
  require_writable(aig);
  std::string bytes;
  write_to([&bytes](std::string_view text) { bytes += text; }, aig, format);
  return bytes;
}

}  // namespace heddle
