// A weight cut into panels of columns, each a matrix of its own without gaps, so that a panel stays
// in the nearest caches while the rows of a block pick its rows in any order. Included once per
// instruction set, after hwy/highway.h, by files called *_simd.cc.

#include "heddle/tensor/matrix_view.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if defined(HEDDLE_KERNELS_CPU_WEIGHT_PANELS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_WEIGHT_PANELS_SIMD_H
#undef HEDDLE_KERNELS_CPU_WEIGHT_PANELS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_WEIGHT_PANELS_SIMD_H
#endif

#include "heddle/kernels/cpu/element_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

constexpr size_t kPanelVectors = 4;
constexpr auto kPanelColumns = static_cast<int64_t>(kPanelVectors * kLanes);

// Panels of a weight [rows, cols], one behind the other, each [rows, kPanelColumns]; 0 behind the
// last column.
struct WeightPanels {
  float* data = nullptr;
  int64_t rows = 0, cols = 0;

  int64_t count() const { return (cols + kPanelColumns - 1) / kPanelColumns; }
  float* panel(int64_t p) const { return data + p * rows * kPanelColumns; }
  // The first column of a panel, and how many it has.
  static int64_t first(int64_t p) { return p * kPanelColumns; }
  int64_t columns(int64_t p) const { return std::min(kPanelColumns, cols - first(p)); }
};

// Copies panel `p` of a weight, which is stored [cols, rows] if `transposed`.
template <class T>
void pack_panel(const MatrixView<const T>& w, bool transposed, int64_t p, const WeightPanels& to) {
  const int64_t first = WeightPanels::first(p), columns = to.columns(p);
  float* place = to.panel(p);
  for (int64_t row = 0; row < to.rows; ++row) {
    for (int64_t c = 0; c < kPanelColumns; ++c, ++place) {
      if (c >= columns) {
        *place = 0.0F;
      } else {
        *place = static_cast<float>(transposed ? w.at(first + c, row) : w.at(row, first + c));
      }
    }
  }
}

// Calls body(N) with the number of vectors that hold the columns of panel `p`, as a constant.
template <class Body>
HWY_INLINE void with_panel_vectors(const WeightPanels& panels, int64_t p, const Body& body) {
  const size_t vectors = (static_cast<size_t>(panels.columns(p)) + kLanes - 1) / kLanes;
  unroll<kPanelVectors>([&](auto k) HEDDLE_SIMD_LAMBDA {
    if (vectors == k + 1) body(std::integral_constant<size_t, k + 1>{});
  });
}

// How many of `columns` columns vector `k` of a panel holds.
HWY_INLINE size_t vector_columns(int64_t columns, size_t k) {
  return std::min(kLanes, static_cast<size_t>(columns) - k * kLanes);
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_WEIGHT_PANELS_SIMD_H
