// Owns a block of memory for features, activations and weights.
#pragma once

#include "heddle/base/error.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle {

// Aligned to 2 MB with huge pages advised from 2 MB on, to 64 bytes below; zeroed; moves only.
// Throws OutOfMemory, naming the size, where the system refuses.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(int64_t bytes);
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  int64_t bytes() const { return bytes_; }

  template <class T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data_), static_cast<size_t>(bytes_) / sizeof(T)};
  }
  template <class T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_), static_cast<size_t>(bytes_) / sizeof(T)};
  }

  // A deep copy, by name: a Buffer is never copied by accident.
  Buffer clone() const;

 private:
  std::byte* data_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace heddle
