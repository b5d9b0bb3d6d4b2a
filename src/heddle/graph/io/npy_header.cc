// The header of NPY: a Python dictionary of three known keys, read by a parser of just that.

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/graph/io/npy.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace heddle {
namespace {

struct TypeInfo {
  NpyType type;
  std::string_view name;
  int64_t bytes;
};

constexpr std::array<TypeInfo, 7> kTypes = {{{NpyType::kBool, "|b1", 1},
                                             {NpyType::kI8, "|i1", 1},
                                             {NpyType::kU8, "|u1", 1},
                                             {NpyType::kI32, "<i4", 4},
                                             {NpyType::kI64, "<i8", 8},
                                             {NpyType::kF32, "<f4", 4},
                                             {NpyType::kF64, "<f8", 8}}};
constexpr size_t kMaxDimensions = 32;  // NumPy's own limit

class DictionaryParser {
 public:
  DictionaryParser(std::string_view text, std::string_view place) : rest_(text), place_(place) {}

  NpyHeader parse() {
    expect('{');
    bool has_type = false, has_order = false, has_shape = false;
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr" && !has_type) {
        has_type = true;
        header_.type = type();
      } else if (key == "fortran_order" && !has_order) {
        has_order = true;
        fortran_order_ = boolean();
      } else if (key == "shape" && !has_shape) {
        has_shape = true;
        shape();
      } else {
        refuse(fmt::format("unexpected key '{}'", key));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (!has_type || !has_order || !has_shape) refuse("need descr, fortran_order and shape");
    if (!rest_after_blanks().empty()) refuse("text after the dictionary");
    if (fortran_order_ && header_.shape.size() > 1) {
      fail(ErrorKind::kUnsupported, "{}: array in Fortran order, need C order", place_);
    }
    check_size();
    return header_;
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const {
    fail(ErrorKind::kInvalidArgument, "{}: not a proper npy header: {}", place_, what);
  }

  std::string_view rest_after_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) {
      rest_.remove_prefix(1);
    }
    return rest_;
  }

  bool accept(char wanted) {
    if (rest_after_blanks().empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) refuse(fmt::format("expected '{}'", wanted));
  }

  std::string_view quoted() {
    const char quote = accept('"') ? '"' : '\'';
    if (quote == '\'') expect('\'');
    const size_t end = rest_.find(quote);
    if (end == std::string_view::npos) refuse("a quote does not end");
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool boolean() {
    rest_after_blanks();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return value;
    }
    refuse("fortran_order is neither True nor False");
  }

  NpyType type() {
    if (!rest_after_blanks().starts_with('\'') && !rest_.starts_with('"')) {
      fail(ErrorKind::kUnsupported, "{}: array of records, need plain numbers", place_);
    }
    const std::string_view name = quoted();
    for (const TypeInfo& info : kTypes) {
      // A one-byte type has no byte order: '|', '<' and '=' all occur.
      if (name == info.name) return info.type;
      if (name.size() == 3 && name.substr(1) == info.name.substr(1) && name[0] != '>') {
        return info.type;
      }
    }
    fail(ErrorKind::kUnsupported,
         "{}: array of type '{}', need little-endian b1, i1, u1, i4, i8, f4 or f8", place_, name);
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      rest_after_blanks();
      int64_t size = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error != std::errc{} || size < 0) refuse("a size of the shape is not a number");
      if (header_.shape.size() == kMaxDimensions) refuse("too many dimensions");
      rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
      header_.shape.push_back(size);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  // The sizes are multiplied without zeros first: (2^40, 2^40, 0) is refused as well.
  void check_size() const {
    int64_t bytes = size_of(header_.type);
    for (const int64_t size : header_.shape) {
      if (size > 0 && __builtin_mul_overflow(bytes, size, &bytes)) {
        refuse(fmt::format("shape {} has more than 2^63 bytes", header_.shape_text()));
      }
    }
  }

  std::string_view rest_, place_;
  NpyHeader header_;
  bool fortran_order_ = false;
};

}  // namespace

int64_t size_of(NpyType type) { return kTypes[static_cast<size_t>(type)].bytes; }

std::string_view to_string(NpyType type) { return kTypes[static_cast<size_t>(type)].name; }

int64_t NpyHeader::elements() const {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  int64_t product = 1;
  for (const int64_t size : shape) product *= size;
  return product;
}

std::string NpyHeader::shape_text() const {
  return shape.size() == 1 ? fmt::format("({},)", shape[0])
                           : fmt::format("({})", join(shape, ", "));
}

NpyHeader parse_npy_dictionary(std::string_view text, std::string_view place) {
  return DictionaryParser(text, place).parse();
}

std::string npy_header_bytes(NpyType type, std::span<const int64_t> shape) {
  const NpyHeader header{type, {shape.begin(), shape.end()}};
  std::string dictionary = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                       to_string(type), header.shape_text());
  constexpr size_t kPreambleBytes = 10, kAlignment = 64;
  const size_t unpadded = kPreambleBytes + dictionary.size() + 1;
  dictionary.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dictionary.push_back('\n');
  const auto length = static_cast<uint16_t>(dictionary.size());
  std::string bytes = "\x93NUMPY";
  bytes.append({'\x01', '\x00', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)});
  return bytes + dictionary;
}

}  // namespace heddle
