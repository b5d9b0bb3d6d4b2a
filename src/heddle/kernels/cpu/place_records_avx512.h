// Rows that keep columns of every group of 8 or 4, in records that sums under masks read 16 groups
// at a time (spmm_topk_csr_groups_avx512.cc).
//
// A group of W columns keeps m of them; the i-th kept ones of all groups are layer i. A record is
// one layer after another, in whole cache lines. Groups behind the last, up to whole 256 columns,
// have value 0 at place 0.
#pragma once

#include "heddle/base/bf16.h"
#include "heddle/base/codes.h"
#include "heddle/kernels/cpu/avx512.h"
#include "heddle/kernels/cpu/group_records.h"
#include "heddle/kernels/cpu/workspace_layout.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace heddle::cpu {

inline constexpr int64_t kMaskedTile = 256;  // columns whose sums stand in registers
inline constexpr int64_t kGroupsPerVector = 16;

struct PlaceLayout {
  GroupShape shape;
  int64_t group_bytes;  // of a value and its place

  int64_t padded_groups() const {
    const int64_t per_tile = kMaskedTile / shape.width;
    return (shape.groups + per_tile - 1) / per_tile * per_tile;
  }
  int64_t padded_cols() const { return padded_groups() * shape.width; }
  int64_t layer_bytes() const { return padded_groups() * group_bytes; }
  int64_t row_bytes() const { return padded_bytes(shape.layers * layer_bytes()); }
};

// A row of kept values with their columns: value r of group g stands at g * layers + r.
template <class Value, class Position>
struct KeptRow {
  const Value* values;
  const Position* positions;
  int64_t bits;  // of a code

  bool has_whole_values() const { return !std::is_same_v<Value, int8_t> || bits > 4; }
};

HEDDLE_AVX512_BEGIN

// In 16 lanes: a float, or a bf16 or a code as the float that it is; and the place in its group.
struct KeptGroups {
  __m512i values, places;
};

inline __m512i load_kept_lanes(__mmask16 lanes, const float* from) {
  return _mm512_maskz_loadu_epi32(lanes, from);
}
inline __m512i load_kept_lanes(__mmask16 lanes, const Bf16* from) {
  return _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, from)), 16);
}
inline __m512i load_kept_lanes(__mmask16 lanes, const int8_t* from) {
  const __m512i codes = _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(lanes, from));
  return _mm512_castps_si512(_mm512_cvtepi32_ps(codes));
}
inline __m512i load_kept_lanes(__mmask16 lanes, const uint8_t* from) {
  return _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(lanes, from));
}
inline __m512i load_kept_lanes(__mmask16 lanes, const uint16_t* from) {
  return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, from));
}

inline void store_kept_lanes(__m512i values, float* to) { _mm512_storeu_si512(to, values); }
inline void store_kept_lanes(__m512i values, Bf16* to) {
  const __m256i upper = _mm512_cvtepi32_epi16(_mm512_srli_epi32(values, 16));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), upper);
}

template <class Value>
Value kept_value(const Value* values, int64_t r, int64_t bits) {
  if constexpr (std::is_same_v<Value, int8_t>) {
    return static_cast<int8_t>(load_code(values, r, bits));
  } else {
    return values[r];
  }
}

// Of the groups from `first` on.
template <class Value, class Position>
KeptGroups load_kept_groups(const KeptRow<Value, Position>& row, const GroupShape& shape,
                            int64_t layer, int64_t first) {
  const int64_t count = std::clamp(shape.groups - first, int64_t{0}, kGroupsPerVector);
  const auto lanes = static_cast<__mmask16>((1U << count) - 1);
  const __m512i place_bits = _mm512_set1_epi32(static_cast<int>(shape.width - 1));
  if (shape.layers == 1 && row.has_whole_values()) {
    return {load_kept_lanes(lanes, row.values + first),
            _mm512_and_si512(load_kept_lanes(lanes, row.positions + first), place_bits)};
  }
  Value values[kGroupsPerVector];
  Position positions[kGroupsPerVector];
  for (int64_t g = 0; g < count; ++g) {
    const int64_t r = (first + g) * shape.layers + layer;
    values[g] = kept_value(row.values, r, row.bits);
    positions[g] = row.positions[r];
  }
  return {load_kept_lanes(lanes, values),
          _mm512_and_si512(load_kept_lanes(lanes, positions), place_bits)};
}

// Values of all groups, then the place of each, a bit of a byte. Value: float or Bf16.
template <class Value>
class PlaceBits {
 public:
  explicit PlaceBits(const PlaceLayout& layout)
      : places_(layout.padded_groups() * static_cast<int64_t>(sizeof(Value))) {}

  static constexpr int64_t group_bytes() { return sizeof(Value) + 1; }
  static constexpr float scale() { return 1; }

  struct Groups {
    __m512 values;
    __m512i place_bits;

    __mmask16 at(int place) const {
      return _mm512_test_epi32_mask(place_bits, _mm512_set1_epi32(1 << place));
    }
  };

  // Vector v of the groups from `first` on.
  Groups load(const std::byte* layer, int64_t first, int v) const {
    const int64_t group = first + v * kGroupsPerVector;
    const auto* values = reinterpret_cast<const Value*>(layer) + group;
    const auto* bits = reinterpret_cast<const __m128i*>(layer + places_ + group);
    return {_mm512_castsi512_ps(load_kept_lanes(0xffff, values)),
            _mm512_cvtepu8_epi32(_mm_loadu_si128(bits))};
  }

  void store(const KeptGroups& groups, std::byte* layer, int64_t first) const {
    store_kept_lanes(groups.values, reinterpret_cast<Value*>(layer) + first);
    const __m512i bits = _mm512_sllv_epi32(_mm512_set1_epi32(1), groups.places);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(layer + places_ + first),
                     _mm512_cvtepi32_epi8(bits));
  }

 private:
  int64_t places_;  // where they begin
};

template <class Records, class Row>
void write_place_record(const Records& records, const PlaceLayout& layout, const Row& row,
                        std::byte* to) {
  for (int64_t layer = 0; layer < layout.shape.layers; ++layer) {
    for (int64_t g = 0; g < layout.padded_groups(); g += kGroupsPerVector) {
      records.store(load_kept_groups(row, layout.shape, layer, g), to, g);
    }
    to += layout.layer_bytes();
  }
}

HEDDLE_AVX512_END

}  // namespace heddle::cpu
