// Kernels for CPUs with AVX-512 F, BW, VL, DQ, VBMI and VBMI2 (Ice Lake, Zen 4 and later), in files
// called *_avx512.cc: values are brought to their columns, or from them, by single instructions
// that other instruction sets lack.
//
// Only what stands between HEDDLE_AVX512_BEGIN and HEDDLE_AVX512_END is compiled for them, in these
// files and in headers called *_avx512.h that no others include. An inline function that other code
// calls too must not stand there, nor an #include: of its copies the linker keeps any one, also for
// code that runs on other CPUs.
#pragma once

#ifdef __clang__
#include <immintrin.h>
#else
// GCC 12 takes the undefined operands of its own intrinsics for forgotten ones.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

#define HEDDLE_PRAGMA(...) _Pragma(#__VA_ARGS__)
#ifdef __clang__
// clang-format off
#define HEDDLE_AVX512_BEGIN                                                       \
  HEDDLE_PRAGMA(clang attribute push(__attribute__((target(                       \
      "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi2,popcnt"))), \
                                     apply_to = function))
#define HEDDLE_AVX512_END HEDDLE_PRAGMA(clang attribute pop)
// clang-format on
#else
#define HEDDLE_AVX512_BEGIN                                                             \
  HEDDLE_PRAGMA(GCC push_options)                                                       \
  HEDDLE_PRAGMA(GCC target("avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512vbmi", \
                           "avx512vbmi2", "bmi2", "popcnt"))
#define HEDDLE_AVX512_END HEDDLE_PRAGMA(GCC pop_options)
#endif
