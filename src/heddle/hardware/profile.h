// What a machine can do, as measured: the rates that cost models divide by.
#pragma once

#include <cstdint>
#include <string>

namespace heddle {

// The defaults, by which Plans are chosen on every machine (planner/decision_profile.h), are about
// those of two threads of a server CPU with AVX2: their proportions matter.
struct HardwareProfile {
  std::string cpu;  // as the system names it
  int threads = 1;  // all rates are those of this many threads together
  int64_t l2_bytes = int64_t{1} << 20;
  int64_t l3_bytes = int64_t{32} << 20;

  double sequential_bytes_per_second = 20e9;
  // Random rows of 64 bytes and of 1 KiB out of memory; other lengths lie between.
  double random_64_bytes_per_second = 7e9;
  double random_1024_bytes_per_second = 18e9;
  double cached_bytes_per_second = 60e9;  // random rows while the matrix fits the last cache
  // Dense products. Not measured, since a loop of ours would say little about a tuned library:
  // clock rate times what the instruction set can do, with a margin (see measure.cc).
  double f32_flops = 120e9;
  double bf16_flops = 120e9;
  double scalar_ops_per_second = 2e9;  // simple operations without SIMD
  double seconds_per_launch = 2e-6;    // starting a step on all threads

  int64_t measurement_bytes = 0;  // memory that measuring took in this process; 0: from the cache

  // Rate of reading rows of `row_bytes` at random out of a matrix of `matrix_bytes`, of which as
  // much as fits the last cache is found there.
  double random_bytes_per_second(int64_t row_bytes, int64_t matrix_bytes) const;
};

// Measures this machine with so many threads; takes about a second.
HardwareProfile measure_hardware(int threads);

// The profile of this machine from the user's cache directory, measured if there is none for this
// CPU and thread count. After a day it is measured once more and the better rates are kept, since
// a busy machine measures too little. A cache that cannot be read or written is ignored: it only
// saves time.
HardwareProfile load_or_measure_hardware(int threads);

}  // namespace heddle
