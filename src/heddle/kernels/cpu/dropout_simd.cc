// dropout, f32 and bf16 rows, kept columns of such, and csr rows of f32:
//   y = x / (1 - p) where u >= p, else 0
//
// The mask is drawn, not stored: ten rounds of Philox for four columns, eight blocks of four at a
// time. Dense rows draw for consecutive columns; csr rows and kept columns for those that are
// there, each of which needs a block of its own, so a stored value costs about eight times as much.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/dropout.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/dropout_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/philox_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

class Dropout {
 public:
  explicit Dropout(const KernelArgs& args)
      : Dropout(args, args.attributes->number("probability")) {}

  template <class T>
  void dense_row(const T* x, int64_t row_id, int64_t cols, T* y) const {
    constexpr int64_t kLow = kLanes, kBoth = 2 * kLow;
    int64_t col = 0;
    for (; col + kBoth <= cols; col += kBoth) {
      const ColumnWords words = column_words(stream_, row_id, col);
      store_floats(apply(words.low, load_floats(x + col)), y + col);
      store_floats(apply(words.high, load_floats(x + col + kLow)), y + col + kLow);
    }
    if (col == cols) return;
    const ColumnWords words = column_words(stream_, row_id, col);
    const auto low = static_cast<size_t>(std::min(kLow, cols - col));
    store_floats(apply(words.low, load_floats(x + col, low)), y + col, low);
    if (col + kLow >= cols) return;
    const auto high = static_cast<size_t>(cols - col - kLow);
    store_floats(apply(words.high, load_floats(x + col + kLow, high)), y + col + kLow, high);
  }

  // The columns `positions` of one row.
  template <class T, class Position>
  void kept_row(const T* x, const Position* positions, int64_t row_id, int64_t kept, T* y) const {
    constexpr int64_t kBatch = kBlocks;
    for (int64_t r = 0; r < kept; r += kBatch) {
      const int64_t count = std::min(kBatch, kept - r);
      HWY_ALIGN int32_t columns[kBlocks] = {};
      std::copy_n(positions + r, count, columns);
      HWY_ALIGN float factors[kBlocks];
      hn::Store(entry_factors(row_id, hn::Load(ColumnTag(), columns)), EntryTag(), factors);
      for (int64_t k = 0; k < count; ++k)
        y[r + k] = factors[k] == 0 ? T(0.0F) : T(static_cast<float>(x[r + k]) * factors[k]);
    }
  }

  // Entries [begin, end) of one row.
  void csr_entries(const AdjacencyView& a, const float* x, int64_t row_id, int64_t begin,
                   int64_t end, float* y) const {
    constexpr int64_t kBatch = kBlocks;
    for (int64_t e = begin; e < end; e += kBatch) {
      const auto count = static_cast<size_t>(std::min(kBatch, end - e));
      const auto factor = entry_factors(row_id, load_first(ColumnTag(), a.columns + e, count));
      if (a.edge_positions == nullptr) {
        const auto value = load_first(EntryTag(), x + e, count);
        store_first(scaled(value, factor), EntryTag(), y + e, count);
        continue;
      }
      HWY_ALIGN float factors[kBlocks];
      hn::Store(factor, EntryTag(), factors);
      for (size_t k = 0; k < count; ++k) {
        const int64_t p = a.edge_positions[e + static_cast<int64_t>(k)];
        y[p] = factors[k] == 0 ? 0 : x[p] * factors[k];
      }
    }
  }

 private:
  Dropout(const KernelArgs& args, double probability)
      : stream_(args.random_stream()),
        keep_(static_cast<float>(probability)),
        scale_(static_cast<float>(1 / (1 - probability))) {}

  HWY_INLINE FloatVec apply(hn::Vec<WordTag> words, FloatVec x) const {
    return hn::IfThenElseZero(keep_(words), hn::Mul(x, hn::Set(FloatTag(), scale_)));
  }

  // As many entries as blocks of numbers: each entry needs one word of its block.
  using EntryTag = hn::Rebind<float, WideTag>;
  using ColumnTag = hn::Rebind<int32_t, WideTag>;

  static HWY_INLINE hn::Vec<EntryTag> scaled(hn::Vec<EntryTag> x, hn::Vec<EntryTag> factor) {
    return hn::IfThenElseZero(hn::Gt(factor, hn::Zero(EntryTag())), hn::Mul(x, factor));
  }

  HWY_INLINE hn::Vec<EntryTag> entry_factors(int64_t row_id, hn::Vec<ColumnTag> columns) const {
    const WideTag wide;
    const auto column = hn::BitCast(wide, hn::PromoteTo(hn::Rebind<int64_t, WideTag>(), columns));
    const PhiloxLanes words = stream_words(stream_, row_id, hn::ShiftRight<2>(column));
    const auto place = hn::And(column, hn::Set(wide, 3U));
    auto word = words.word[0];
    for (uint64_t i = 1; i < 4; ++i) {
      word = hn::IfThenElse(hn::Eq(place, hn::Set(wide, i)), words.word[i], word);
    }
    const auto kept = keep_(hn::BitCast(WordTag(), word));
    const auto factor = hn::IfThenElseZero(kept, hn::Set(FloatTag(), scale_));
    const auto low_halves =
        hn::TruncateTo(hn::Rebind<uint32_t, WideTag>(), hn::BitCast(wide, factor));
    return hn::BitCast(EntryTag(), low_halves);
  }

  RandomStream stream_;
  KeepTest keep_;
  float scale_;
};

template <class T>
void dense_rows(const KernelArgs& args, const Block& block) {
  const Dropout dropout(args);
  const auto x = args.operands[0].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    dropout.dense_row(x.row(i), args.operands[0].row_id(i), y.cols, y.row(i));
  }
}

void dropout_block(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? dense_rows<Bf16>(args, block)
                                        : dense_rows<float>(args, block);
}

void dropout_kept_block(const KernelArgs& args, const Block& block) {
  const Dropout dropout(args);
  const OperandView& kept = args.operands[1];
  dispatch_kept(args.results[0], kept, [&]<class T, class Position>(T, Position) {
    const auto x = args.operands[0].matrix<const T>();
    const auto positions = kept.matrix<const Position>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = block.row_begin; i < block.row_end; ++i) {
      dropout.kept_row(x.row(i), positions.row(i), args.operands[0].row_id(i), y.cols, y.row(i));
    }
  });
}

void dropout_csr_task(const KernelArgs& args, const RowTask& task) {
  const Dropout dropout(args);
  const OperandView& x = args.operands[0];
  const AdjacencyView& a = *x.adjacency;
  for (int64_t i = task.row_begin; i < task.row_end; ++i) {
    const int64_t begin = std::max(a.row_offsets[i], task.entry_begin);
    const int64_t end = std::min(a.row_offsets[i + 1], task.entry_end);
    dropout.csr_entries(a, x.values<const float>(), x.row_id(i), begin, end,
                        args.results[0].values<float>());
  }
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(dropout_block);
HWY_EXPORT(dropout_kept_block);
HWY_EXPORT(dropout_csr_task);
namespace {

constexpr double kOpsPerElement = 60;
constexpr double kOpsPerEntry = 400;

Support supports_dense(const KernelQuery& query) {
  if (!query.operands[0].is_dense()) return no("x is not dense");
  if (query.has_operand(1)) return no("x holds kept columns");
  return supports_f32_and_bf16(query);
}

Support supports_kept(const KernelQuery& query) {
  if (!query.has_operand(1)) return no("x holds no kept columns");
  return supports_f32_and_bf16(query);
}

Support supports_csr(const KernelQuery& query) {
  if (query.operands[0].form != Form::kCsr) return no("x is not csr");
  if (query.operands[0].dtype != DType::kF32) return no("values are not f32");
  return simd_support();
}

Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, double ops) {
  const Work work = query.work();
  return {.seconds = std::max(work.bytes / hardware.sequential_bytes_per_second,
                              work.flops * ops / hardware.f32_flops) +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}
Cost dense_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, kOpsPerElement);
}
Cost entries_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, kOpsPerEntry);
}

void run_dense(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(dropout_block)(args, block);
  });
}

void run_kept(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(dropout_kept_block)(args, block);
  });
}

void run_csr(const KernelArgs& args) {
  const RowSchedule& schedule = *args.operands[0].adjacency->schedule;
  parallel_for(args.threads, static_cast<int64_t>(schedule.tasks.size()), [&](int64_t i) {
    HWY_DYNAMIC_DISPATCH(dropout_csr_task)(args, schedule.tasks[static_cast<size_t>(i)]);
  });
}

}  // namespace

const Kernel kDropoutDense = {
    .name = "dropout_dense_cpu_simd",
    .op = &kDropout,
    .supports = supports_dense,
    .cost = dense_cost,
    .run = run_dense,
    .may_overwrite = 0b1,
};

const Kernel kDropoutKept = {
    .name = "dropout_kept_cpu_simd",
    .op = &kDropout,
    .supports = supports_kept,
    .cost = entries_cost,
    .run = run_kept,
    .may_overwrite = 0b1,
};

const Kernel kDropoutCsr = {
    .name = "dropout_csr_cpu_simd",
    .op = &kDropout,
    .supports = supports_csr,
    .cost = entries_cost,
    .run = run_csr,
    .may_overwrite = 0b1,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
