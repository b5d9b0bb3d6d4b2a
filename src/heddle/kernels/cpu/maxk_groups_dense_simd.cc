// maxk of narrow groups, dense rows, f32 and bf16: up to four of up to 32 columns are kept.
//
// A lane is a group: as many groups as there are lanes go through their columns together, each
// keeping a list of its largest keys in registers, largest first. A key moves ahead of smaller ones
// only, so of equals the lowest column stays. At the end the few columns of a list are put into
// ascending order.
//
// Weak where rows have fewer groups than lanes.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/maxk_cost.h"
#include "heddle/kernels/cpu/write_kept.h"
#include "heddle/ops/maxk.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/maxk_groups_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/ordered_keys_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_MAXK_GROUPS_LIMITS
#define HEDDLE_KERNELS_CPU_MAXK_GROUPS_LIMITS
namespace heddle::cpu {
namespace {

constexpr int64_t kWidestGroup = 32;
constexpr size_t kMostKept = 4;

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// The K largest keys so far of as many groups as there are lanes, and their columns of the row.
template <size_t K>
struct Largest {
  KeyVec keys[K], columns[K];

  HWY_INLINE void clear() {
    unroll<K>([&](auto r) HEDDLE_SIMD_LAMBDA {
      keys[r] = hn::Set(KeyTag(), kNoKey);
      columns[r] = hn::Zero(KeyTag());
    });
  }

  // Where the new key is ahead it stays ahead down the list, which moves on by one.
  HWY_INLINE void insert(KeyVec key, KeyVec column) {
    auto moved_key = key, moved_column = column;
    unroll<K>([&](auto r) HEDDLE_SIMD_LAMBDA {
      const auto ahead = hn::Gt(key, keys[r]);
      const auto next_key = hn::IfThenElse(ahead, keys[r], moved_key);
      const auto next_column = hn::IfThenElse(ahead, columns[r], moved_column);
      keys[r] = hn::IfThenElse(ahead, moved_key, keys[r]);
      columns[r] = hn::IfThenElse(ahead, moved_column, columns[r]);
      moved_key = next_key;
      moved_column = next_column;
    });
  }

  HWY_INLINE void sort_columns() {
    unroll<K>([&](auto end) HEDDLE_SIMD_LAMBDA {
      unroll<K - 1 - end>([&](auto r) HEDDLE_SIMD_LAMBDA {
        const auto lower = hn::Min(columns[r], columns[r + 1]);
        columns[r + 1] = hn::Max(columns[r], columns[r + 1]);
        columns[r] = lower;
      });
    });
  }
};

// Chooses the columns of kLanes groups from `first` on. `keys` may be read, and `columns` written,
// as far as whole vectors of groups go.
template <size_t K>
HWY_NOINLINE void select_groups(const int32_t* keys, int64_t first, int64_t width,
                                int32_t* columns) {
  const KeyTag tag;
  const auto begins = hn::Mul(hn::Iota(tag, static_cast<int32_t>(first)),
                              hn::Set(tag, static_cast<int32_t>(width)));
  Largest<K> largest;
  largest.clear();
  for (int64_t c = 0; c < width; ++c) {
    largest.insert(hn::GatherIndex(tag, keys + c, begins),
                   hn::Add(begins, hn::Set(tag, static_cast<int32_t>(c))));
  }
  largest.sort_columns();
  HWY_ALIGN int32_t lanes[K][kLanes];
  unroll<K>([&](auto r) HEDDLE_SIMD_LAMBDA { hn::Store(largest.columns[r], tag, lanes[r]); });
  int32_t* to = columns + first * static_cast<int64_t>(K);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    for (size_t r = 0; r < K; ++r) *to++ = lanes[r][lane];
  }
}

template <size_t K, class T, class Position>
void keep_groups(const KernelArgs& args, const Block& block) {
  constexpr auto kLaneCount = static_cast<int64_t>(kLanes);
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  const auto positions = args.results[1].matrix<Position>();
  const bool rectify = args.attributes->flag("rectify");
  const int64_t width = args.attributes->integer("group"), groups = x.cols / width;
  HWY_ALIGN int32_t keys[kMaxkCols + kWidestGroup * kLaneCount] = {};
  int32_t columns[kMaxkCols + kMostKept * kLanes];
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    store_keys(x.row(i), static_cast<size_t>(x.cols), keys);
    for (int64_t g = 0; g < groups; g += kLaneCount) select_groups<K>(keys, g, width, columns);
    write_kept(x.row(i), columns, rectify, values, positions, i);
  }
}

void maxk_groups_block(const KernelArgs& args, const Block& block) {
  const int64_t groups = args.operands[0].cols / args.attributes->integer("group");
  const int64_t kept = args.results[0].cols / groups;
  dispatch_kept(args.results[0], args.results[1], [&]<class T, class Position>(T, Position) {
    switch (kept) {
      case 1:
        return keep_groups<1, T, Position>(args, block);
      case 2:
        return keep_groups<2, T, Position>(args, block);
      case 3:
        return keep_groups<3, T, Position>(args, block);
      default:
        return keep_groups<kMostKept, T, Position>(args, block);
    }
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(maxk_groups_block);
namespace {

// Of one number for each that is kept: a comparison and four choices.
constexpr double kOpsPerElement = 60;

MaxkGroup group_of(const KernelQuery& query) {
  return maxk_group(query.operands[0].cols, query.results[0].cols,
                    query.attributes.integer("group"));
}

Support supports(const KernelQuery& query) {
  if (query.attributes.integer("group") == 0) return no("rows are not cut into groups");
  if (group_of(query).width > kWidestGroup) return no("groups have more than 32 columns");
  if (group_of(query).kept > int64_t{kMostKept}) return no("more than four of a group are kept");
  return supports_maxk(query);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return maxk_cost(query, hardware, kOpsPerElement * static_cast<double>(group_of(query).kept));
}

void run(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(maxk_groups_block)(args, block);
  });
}

}  // namespace

const Kernel kMaxkGroupsDense = {
    .name = "maxk_groups_dense_cpu_lanes",
    .op = &kMaxk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
