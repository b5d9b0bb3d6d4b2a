// Sums of a row by group and place, written out as columns.
//
// Included once per instruction set, after hwy/highway.h, by files called *_simd.cc.

#include "heddle/kernels/cpu/group_records.h"
#include "heddle/kernels/cpu/result_row.h"

#if defined(HEDDLE_KERNELS_CPU_GROUP_SUMS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_GROUP_SUMS_SIMD_H
#undef HEDDLE_KERNELS_CPU_GROUP_SUMS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_GROUP_SUMS_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

using QuadTag = hn::FixedTag<float, 4>;
using QuadVec = hn::Vec<QuadTag>;

HWY_INLINE void store_quad(QuadVec value, float* to, bool stream) {
  stream ? hn::Stream(value, QuadTag(), to) : hn::StoreU(value, QuadTag(), to);
}
HWY_INLINE void store_quad(QuadVec value, Bf16* to, bool) {
  HWY_ALIGN float lanes[4];
  hn::Store(value, QuadTag(), lanes);
  for (int k = 0; k < 4; ++k) to[k] = Bf16(lanes[k]);
}

// Four groups at four places, the other way round.
HWY_INLINE void transpose_quads(QuadVec (&quad)[4]) {
  const QuadTag tag;
  const hn::Repartition<double, QuadTag> pairs;
  const auto low = [&](QuadVec a, QuadVec b) HEDDLE_SIMD_LAMBDA {
    return hn::BitCast(pairs, hn::InterleaveLower(tag, a, b));
  };
  const auto high = [&](QuadVec a, QuadVec b) HEDDLE_SIMD_LAMBDA {
    return hn::BitCast(pairs, hn::InterleaveUpper(tag, a, b));
  };
  const auto first = low(quad[0], quad[1]), second = low(quad[2], quad[3]);
  const auto third = high(quad[0], quad[1]), fourth = high(quad[2], quad[3]);
  quad[0] = hn::BitCast(tag, hn::InterleaveLower(pairs, first, second));
  quad[1] = hn::BitCast(tag, hn::InterleaveUpper(pairs, first, second));
  quad[2] = hn::BitCast(tag, hn::InterleaveLower(pairs, third, fourth));
  quad[3] = hn::BitCast(tag, hn::InterleaveUpper(pairs, third, fourth));
}

// to[group * width + place] = scale * sums[block][place][group in block]. `stream`: past the
// caches; `to` begins on a cache line then.
template <int width, class T>
HWY_NOINLINE void write_group_sums_to(const GroupShape& shape, const float* sums, float scale,
                                      bool stream, T* to) {
  const auto factor = hn::Set(QuadTag(), scale);
  for (int64_t group = 0; group < shape.groups; group += 4) {
    const float* block = sums + group / kGroupsPerRecord * width * kGroupsPerRecord;
    const int64_t count = std::min<int64_t>(4, shape.groups - group);
    for (int64_t place = 0; place < width; place += 4) {
      QuadVec quad[4];
      unroll<4>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const float* from =
            block + (place + static_cast<int64_t>(k)) * kGroupsPerRecord + group % kGroupsPerRecord;
        quad[k] = hn::Mul(hn::Load(QuadTag(), from), factor);
      });
      transpose_quads(quad);
      unroll<4>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const auto g = static_cast<int64_t>(k);
        if (g < count) store_quad(quad[k], to + (group + g) * width + place, stream);
      });
    }
  }
}
template <int width>
HWY_INLINE void write_group_sums(const GroupShape& shape, const float* sums, float scale,
                                 bool stream, const OperandView& y, int64_t row) {
  with_result_row(y, row, [&](auto* to) HWY_ATTR {
    write_group_sums_to<width>(shape, sums, scale, stream, to);
  });
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_GROUP_SUMS_SIMD_H
