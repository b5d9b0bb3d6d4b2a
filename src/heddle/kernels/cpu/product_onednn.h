// A dense product as one sequential call of oneDNN; linear and its weight gradient cut theirs into
// many of these.
//
// oneDNN cuts a product by the number of threads, which changes bits, and one scratchpad used by
// two threads gives wrong numbers silently. So every call runs on one thread (see
// parallel_for_library_calls), on a scratchpad of its own.
#pragma once

#include "heddle/base/dtype.h"
#include "heddle/ops/activation.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace heddle::cpu {

// c [rows, cols] = a [rows, inner] b [inner, cols]. A size of kAnySize is told at every run.
struct ProductShape {
  int64_t rows = 0, inner = 0, cols = 0;
};
inline constexpr int64_t kAnySize = INT64_MIN;

struct ProductSpec {
  ProductShape shape;
  DType operands = DType::kF32, result = DType::kF32;
  bool transpose_a = false, transpose_b = false;  // stored [inner, rows], [cols, inner]
  bool has_bias = false;                          // f32 [1, cols]
  bool accumulate = false;                        // c += a b
  Activation activation = Activation::kNone;

  // All sizes known: rows must follow each other without gaps, and oneDNN compiles for the sizes.
  // Otherwise any stride will do.
  bool is_fixed() const;
};

struct ProductOperands {
  const void* a = nullptr;
  const void* b = nullptr;
  const float* bias = nullptr;
  void* c = nullptr;
  int64_t a_stride = 0, b_stride = 0, c_stride = 0;  // elements between stored rows
  std::byte* scratch = nullptr;                      // 64-byte aligned
};

// Whether oneDNN multiplies such operands on this CPU: bf16 needs AVX-512. Asked once per process.
bool has_product(DType operands);

class Product {
 public:
  // Throws Internal where oneDNN has no such product.
  explicit Product(const ProductSpec& spec);
  ~Product();

  static int64_t scratch_bytes(const ProductSpec& spec);

  // Inside parallel_for_library_calls. Ends the process if oneDNN has no memory left.
  void run(const ProductShape& shape, const ProductOperands& operands) const noexcept;

 private:
  struct Primitive;

  ProductSpec spec_;
  std::unique_ptr<const Primitive> primitive_;
};

// A product with scratch memory of the kernel's own, which was planned for so many threads.
struct PlannedProduct {
  PlannedProduct(const ProductSpec& spec, int planned_threads)
      : product(spec), threads(planned_threads) {}

  Product product;
  int threads;
};

}  // namespace heddle::cpu
