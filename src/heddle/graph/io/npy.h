// NPY: one array of NumPy, format versions 1.0 and 2.0.
//
// Read: little-endian i1, u1, b1, i4, i8, f4, f8, in C order. Pickled objects are never read.
// Elements are converted on the way into the caller's memory, block by block, so that an array in
// memory is the only copy.
#pragma once

#include "heddle/graph/io/byte_source.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

enum class NpyType { kBool, kI8, kU8, kI32, kI64, kF32, kF64 };

int64_t size_of(NpyType type);
std::string_view to_string(NpyType type);  // "<i4"

struct NpyHeader {
  NpyType type = NpyType::kF32;
  std::vector<int64_t> shape;

  int64_t elements() const;  // products fit into int64: the parser checks it
  int64_t payload_bytes() const { return elements() * size_of(type); }
  std::string shape_text() const;  // "(2708, 7)"
};

// The dictionary of a header, such as "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }".
// Throws InvalidArgument or Unsupported; `place` opens the message.
NpyHeader parse_npy_dictionary(std::string_view text, std::string_view place);

// The bytes of a version 1.0 file up to the payload.
std::string npy_header_bytes(NpyType type, std::span<const int64_t> shape);

class NpyReader {
 public:
  // Reads the header. If the source knows its size, a header that does not match it is refused
  // here, before anybody allocates what it claims.
  explicit NpyReader(std::unique_ptr<ByteSource> source);

  const NpyHeader& header() const { return header_; }
  const std::string& place() const { return source_->name(); }

  // The next target.size() elements. T is int8_t, int32_t, int64_t or float. Throws
  // InvalidArgument for an integer that does not fit, naming its position, for a fraction read
  // as an integer, and at a premature end.
  template <class T>
  void read(std::span<T> target);

  // All elements, after which the source must end. Memory grows with the data that really arrive.
  template <class T>
  std::vector<T> read_all();

  // Checks that all elements have been read and that nothing follows.
  void finish();

 private:
  void read_header();
  void read_payload(std::span<std::byte> target);

  std::unique_ptr<ByteSource> source_;
  NpyHeader header_;
  int64_t elements_read_ = 0;
};

}  // namespace heddle
