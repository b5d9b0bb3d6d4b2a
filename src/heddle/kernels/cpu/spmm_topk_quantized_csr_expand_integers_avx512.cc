// spmm_topk_quantized, CSR, CPU, unweighted, one scale for all rows:
//
//   y[i, p[j, r]] += c_i s codes[j, r]      over edges (i <- j), r < K
//
// Integers all the way, as in integer_sums_avx512.h. Codes and a bitmap of their columns lie in
// records (bitmap_records.h). Where columns are anywhere, an `expand` brings the next codes to
// those of 64 columns whose bits are set; where one of every group is kept, a permutation brings
// each to all columns of its group, and the bits choose.
//
// Weak where few of many columns are kept: an edge takes as long as if all were.

#include "heddle/kernels/cpu/bitmap_integers.h"
#include "heddle/kernels/cpu/integer_sums_avx512.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/spmm_quantized.h"

#include <array>

namespace heddle::cpu {

HEDDLE_AVX512_BEGIN
namespace {

// How many codes a block of 64 columns has, and how they get there. `few`: a row has at most
// kFewBytes.
template <bool few>
struct Anywhere {
  static int64_t codes_before(const uint8_t* bitmap, int64_t column) {
    int64_t count = 0;
    for (int64_t c = 0; c < column; c += kBitmapBlock) count += BlockBits(bitmap + c / 8).set();
    return count;
  }
  static int64_t codes_of(const BlockBits& bits) { return bits.set(); }
  static __m512i at_columns(const BlockBits& bits, const int8_t* codes) {
    return expand_bytes(bits.mask64(), bytes_to_expand<few>(codes));
  }
};

// One of every group of so many columns.
template <int width>
struct OneOfGroup {
  static_assert(kBitmapBlock % width == 0 && kBitmapBlock / width <= kFewBytes);

  static int64_t codes_before(const uint8_t* /*bitmap*/, int64_t column) { return column / width; }
  static int64_t codes_of(const BlockBits& /*bits*/) { return kBitmapBlock / width; }
  static __m512i at_columns(const BlockBits& bits, const int8_t* codes) {
    const __m512i groups = _mm512_load_si512(kGroupOfColumn.data());
    return _mm512_maskz_permutexvar_epi8(bits.mask64(), groups, bytes_to_expand<true>(codes));
  }

 private:
  using Groups = std::array<int8_t, kBitmapBlock>;
  static constexpr Groups groups_of_columns() {
    Groups groups{};
    for (size_t c = 0; c < groups.size(); ++c) groups[c] = static_cast<int8_t>(c / width);
    return groups;
  }
  alignas(64) static constexpr Groups kGroupOfColumn = groups_of_columns();
};

template <class Columns>
class RecordCodes {
 public:
  struct Cursor {
    const int8_t* codes;
    const uint8_t* bitmap;
  };

  explicit RecordCodes(const BitmapIntegers& call) : edges_(call.edges), records_(call.records) {}

  Cursor at(int64_t entry, int64_t column) const {
    const int64_t sender = edges_.sender(entry);
    const uint8_t* bitmap = records_.bitmap(sender);
    return {records_.values(sender) + Columns::codes_before(bitmap, column), bitmap + column / 8};
  }

  static __m512i next(Cursor& edge) {
    const BlockBits bits(edge.bitmap);
    const __m512i codes = Columns::at_columns(bits, edge.codes);
    edge.codes += Columns::codes_of(bits);
    edge.bitmap += kBitmapBlock / 8;
    return codes;
  }

  template <int level>
  void prefetch(int64_t entry) const {
    records_.prefetch<level>(edges_.sender(entry));
  }

 private:
  ClassedEdges edges_;
  BitmapRecords<int8_t> records_;
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports(const KernelQuery& query) {
  const Support integers = support_of_bitmap_integers(query);
  return integers.accepted() ? avx512_support() : integers;
}

bool keeps_one_of_every(int64_t width, int64_t group, int64_t kept, int64_t cols) {
  return group == width && kept * width == cols;
}

// Of a column and an edge, kept or not: bring a code to it, interleave, multiply and add bytes.
constexpr double kFlopsAnywhere = 2.4, kFlopsOfGroups = 2;
// Classes end in half a pair of edges and a division.
constexpr double kByClasses = 1.3;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& positions = query.operands[3];
  const auto keeps_one_of = [&](int64_t width) {
    return keeps_one_of_every(width, positions.group, positions.kept, positions.cols);
  };
  const bool groups = keeps_one_of(8) || keeps_one_of(4);
  const double flops = (groups ? kFlopsOfGroups : kFlopsAnywhere) *
                       (query.has_operand(5) ? kByClasses : 1) * bitmap_sums(query);
  return bitmap_integers_cost(query, hardware, {.flops = flops});
}

template <class Columns>
void sum_records(const BitmapIntegers& call, int threads) {
  sum_all_rows(call.a, threads, IntegerRows(call, RecordCodes<Columns>(call)));
}

void run(const KernelArgs& args) {
  const BitmapIntegers call(args);
  const OperandView& positions = args.operands[3];
  const auto keeps_one_of = [&](int64_t width) {
    return keeps_one_of_every(width, positions.group, positions.cols, call.y.cols);
  };
  if (keeps_one_of(8)) return sum_records<OneOfGroup<8>>(call, args.threads);
  if (keeps_one_of(4)) return sum_records<OneOfGroup<4>>(call, args.threads);
  positions.cols <= kFewBytes ? sum_records<Anywhere<true>>(call, args.threads)
                              : sum_records<Anywhere<false>>(call, args.threads);
}

}  // namespace

const Kernel kSpmmTopkQuantizedCsrExpandIntegersAvx512 = {
    .name = "spmm_topk_quantized_csr_cpu_expand_integers_avx512",
    .op = &kSpmmTopkQuantized,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
