#include "heddle/base/error.h"
#include "heddle/base/units.h"
#include "heddle/graph/io/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <type_traits>
#include <utility>

namespace heddle {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr int64_t kBlockElements = 8192;
constexpr size_t kPreambleBytes = 8;
constexpr int64_t kMaxHeaderBytes = int64_t{1} << 20;
// An array whose source does not know its size grows by at most this much at a time.
constexpr int64_t kGrowthElements = int64_t{1} << 20;

template <class T>
constexpr NpyType npy_type_of() {
  if constexpr (std::is_same_v<T, int8_t>) return NpyType::kI8;
  if constexpr (std::is_same_v<T, int32_t>) return NpyType::kI32;
  if constexpr (std::is_same_v<T, int64_t>) return NpyType::kI64;
  if constexpr (std::is_same_v<T, float>) return NpyType::kF32;
}

template <class To, class From>
void convert(std::span<const From> from, std::span<To> to, int64_t position,
             const std::string& place) {
  for (size_t i = 0; i < from.size(); ++i) {
    if constexpr (std::is_integral_v<To>) {
      if (!std::in_range<To>(from[i])) {
        fail(ErrorKind::kInvalidArgument, "{}: element {} is {}, need {} to {}", place,
             position + static_cast<int64_t>(i), from[i],
             static_cast<int64_t>(std::numeric_limits<To>::min()),
             static_cast<int64_t>(std::numeric_limits<To>::max()));
      }
    }
    to[i] = static_cast<To>(from[i]);
  }
}

// Calls visitor with a value of the C++ type of `type`.
template <class Visitor>
void visit_type(NpyType type, const Visitor& visitor) {
  switch (type) {
    case NpyType::kBool:
    case NpyType::kU8:
      return visitor(uint8_t{});
    case NpyType::kI8:
      return visitor(int8_t{});
    case NpyType::kI32:
      return visitor(int32_t{});
    case NpyType::kI64:
      return visitor(int64_t{});
    case NpyType::kF32:
      return visitor(float{});
    case NpyType::kF64:
      return visitor(double{});
  }
}

}  // namespace

NpyReader::NpyReader(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {
  read_header();
}

void NpyReader::read_header() {
  std::array<unsigned char, kPreambleBytes> preamble{};
  const size_t count = read_fully(*source_, std::as_writable_bytes(std::span(preamble)));
  require(
      count == kPreambleBytes && std::string_view("\x93NUMPY") ==
                                     std::string_view(reinterpret_cast<char*>(preamble.data()), 6),
      "{}: not an npy array", place());
  const int version = preamble[6];
  if ((version != 1 && version != 2) || preamble[7] != 0) {
    fail(ErrorKind::kUnsupported, "{}: npy version {}.{}, need 1.0 or 2.0", place(), version,
         static_cast<int>(preamble[7]));
  }
  std::array<unsigned char, 4> length_bytes{};
  const size_t length_size = version == 1 ? 2 : 4;
  const auto length_span = std::as_writable_bytes(std::span(length_bytes)).first(length_size);
  require(read_fully(*source_, length_span) == length_size, "{}: the npy header is cut off",
          place());
  const auto length = static_cast<int64_t>(std::bit_cast<uint32_t>(length_bytes));
  require(length <= kMaxHeaderBytes, "{}: npy header of {}, at most {}", place(),
          format_bytes(length), format_bytes(kMaxHeaderBytes));
  std::string dictionary(static_cast<size_t>(length), '\0');
  require(read_fully(*source_, std::as_writable_bytes(std::span(dictionary))) == dictionary.size(),
          "{}: the npy header is cut off", place());
  header_ = parse_npy_dictionary(dictionary, place());
  if (const auto total = source_->total_bytes()) {
    const int64_t payload = *total - static_cast<int64_t>(kPreambleBytes + length_size) - length;
    require(payload == header_.payload_bytes(),
            "{}: the header says shape {} of {}, which is {} bytes, but there are {}", place(),
            header_.shape_text(), to_string(header_.type), header_.payload_bytes(), payload);
  }
}

void NpyReader::read_payload(std::span<std::byte> target) {
  const size_t count = read_fully(*source_, target);
  require(count == target.size(), "{}: the array ends before its {} elements are complete", place(),
          header_.elements());
}

template <class T>
void NpyReader::read(std::span<T> target) {
  require(static_cast<int64_t>(target.size()) <= header_.elements() - elements_read_,
          "{}: the array has {} elements, need {}", place(), header_.elements(),
          elements_read_ + static_cast<int64_t>(target.size()));
  if (header_.type == npy_type_of<T>()) {
    read_payload(std::as_writable_bytes(target));
    elements_read_ += static_cast<int64_t>(target.size());
    return;
  }
  visit_type(header_.type, [&]<class From>(From) {
    if constexpr (std::is_integral_v<T> && std::is_floating_point_v<From>) {
      fail(ErrorKind::kInvalidArgument, "{}: array of {}, need integers", place(),
           to_string(header_.type));
    } else {
      std::array<From, kBlockElements> block;
      for (size_t done = 0; done < target.size();) {
        const size_t count = std::min(block.size(), target.size() - done);
        const std::span<From> part = std::span(block).first(count);
        read_payload(std::as_writable_bytes(part));
        convert<T, From>(part, target.subspan(done, count), elements_read_, place());
        elements_read_ += static_cast<int64_t>(count);
        done += count;
      }
    }
  });
}

template <class T>
std::vector<T> NpyReader::read_all() {
  std::vector<T> values;
  const int64_t elements = header_.elements() - elements_read_;
  const int64_t step = source_->total_bytes() ? elements : std::min(elements, kGrowthElements);
  while (static_cast<int64_t>(values.size()) < elements) {
    const size_t done = values.size();
    const auto missing = elements - static_cast<int64_t>(done);
    values.resize(done + static_cast<size_t>(std::min(step, missing)));
    read(std::span(values).subspan(done));
  }
  finish();
  return values;
}

void NpyReader::finish() {
  check(elements_read_ == header_.elements(), "npy: finish() before all elements were read");
  std::byte extra;
  require(source_->read({&extra, 1}) == 0, "{}: data behind the end of the array", place());
}

template void NpyReader::read(std::span<int8_t>);
template void NpyReader::read(std::span<int32_t>);
template void NpyReader::read(std::span<int64_t>);
template void NpyReader::read(std::span<float>);
template std::vector<int8_t> NpyReader::read_all();
template std::vector<int32_t> NpyReader::read_all();
template std::vector<int64_t> NpyReader::read_all();
template std::vector<float> NpyReader::read_all();

}  // namespace heddle
