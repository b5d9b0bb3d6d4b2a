// How much memory containers take, and the high-water mark while a data set is loaded.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

template <class T>
int64_t bytes_of(const std::vector<T>& values) {
  return static_cast<int64_t>(values.capacity() * sizeof(T));
}

inline int64_t bytes_of(const std::vector<std::string>& texts) {
  constexpr size_t kInPlace = 15;  // characters that libstdc++ keeps inside the object
  size_t bytes = texts.capacity() * sizeof(std::string);
  for (const std::string& text : texts)
    bytes += text.capacity() > kInPlace ? text.capacity() + 1 : 0;
  return static_cast<int64_t>(bytes);
}

// Readers tell it what they allocate and free.
class LoadingPeak {
 public:
  void add(int64_t bytes) {
    live_bytes_ += bytes;
    peak_bytes_ = std::max(peak_bytes_, live_bytes_);
  }
  void remove(int64_t bytes) { live_bytes_ -= bytes; }

  int64_t peak_bytes() const { return peak_bytes_; }

 private:
  int64_t live_bytes_ = 0, peak_bytes_ = 0;
};

}  // namespace heddle
