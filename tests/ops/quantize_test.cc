// Codes and scales of rows that are awkward, and rounding at random, on every kernel and every
// instruction set. That kernels agree on ordinary rows is what the cases of quantize check.

#include "heddle/ops/quantize.h"

#include "heddle/base/codes.h"
#include "tests/ops/kernel_run.h"
#include "tests/ops/simd_targets.h"
#include "tests/ops/value_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace heddle::test {
namespace {

using enum DType;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int64_t kStream = 2;

Situation rows_of(int64_t rows, int64_t cols) {
  return {fmt::format("{} rows", rows), edgeless_graph(rows), cols};
}

OpCase quantize_with(const QuantizeOptions& options) {
  return {.op = &kQuantize, .name = "quantize", .build = [=](CaseContext& c) {
            while (c.builder().program().streams < kStream) c.builder().next_stream();
            return quantize(c.builder(), c.operand("x", c.rows(c.cols())), options).codes;
          }};
}

// What a kernel made.
struct Quantized {
  OperandView codes, scales;

  int32_t code(int64_t i, int64_t c) const {
    return load_code(codes.matrix<const int8_t>().row(i), c, codes.bits);
  }
  double scale(int64_t i) const { return ElementGrid(scales).get(scales.rows == 1 ? 0 : i, 0); }
  bool has_codes(int64_t i) const {
    const int8_t* row = codes.matrix<const int8_t>().row(i);
    return std::any_of(row, row + codes.cols, [](int8_t byte) { return byte != 0; });
  }
};

// Rows of random numbers with magnitudes from 0.1 to 1, which a test may change before it runs.
class QuantizeRun {
 public:
  QuantizeRun(const Situation& situation, const QuantizeOptions& options, DType dtype)
      : instance_(quantize_with(options), situation, dtype, WithGradient::kNo) {
    instance_.run();
  }

  ElementGrid x() const { return ElementGrid(instance_.view(node().operands[0])); }
  int64_t row_id(int64_t row) const { return instance_.view(node().operands[0]).row_id(row); }
  void multiply_row(int64_t i, double factor) const {
    for (int64_t c = 0; c < x().cols; ++c) x().set(i, c, factor * x().get(i, c));
  }
  void set_all(double value) const {
    for (int64_t i = 0; i < x().rows; ++i) {
      for (int64_t c = 0; c < x().cols; ++c) x().set(i, c, value);
    }
  }

  // body(kernel run) for every kernel that takes the rows.
  template <class Body>
  void for_each_kernel(const Body& body) const {
    for (const Kernel* kernel : kernels_of(kQuantize)) {
      KernelRun run(instance_, instance_.result().node, *kernel);
      SCOPED_TRACE(kernel->name);
      if (run.accepted()) body(run);
    }
  }

  // body(result) for every kernel, once with the instruction set it chooses and once with each.
  template <class Body>
  void operator()(const Body& body) const {
    for_each_kernel([&](KernelRun& run) {
      const auto check_results = [&](const std::string& target) {
        SCOPED_TRACE(target);
        run.run(2);
        EXPECT_TRUE(run.guards_intact());
        body(Quantized{run.results()[0], run.results()[1]});
      };
      check_results("the best target");
      for_each_simd_target(check_results);
    });
  }

 private:
  const Node& node() const { return instance_.program().node(instance_.result()); }

  CaseInstance instance_;
};

// body(options, dtype) for every width and dtype, one scale per row.
template <class Body>
void for_each_width(const Body& body) {
  for (const DType dtype : {kF32, kBf16, kF64}) {
    for (const int64_t bits : {8, 4, 2}) {
      SCOPED_TRACE(fmt::format("{} to {} bits", to_string(dtype), bits));
      body(QuantizeOptions{.bits = bits}, dtype);
    }
  }
}

double smallest_normal(DType dtype) {
  return dtype == kF64 ? std::numeric_limits<double>::min() : std::numeric_limits<float>::min();
}

void expect_only_row_1_has_no_codes(const Quantized& result) {
  EXPECT_FALSE(result.has_codes(1));
  for (const int64_t row : {0, 2}) {
    EXPECT_TRUE(result.has_codes(row));
    EXPECT_TRUE(std::isnormal(result.scale(row)));
  }
}

TEST(Quantize, RowThatIsNotFiniteHasScaleNaNAndNoCodes) {
  for_each_width([](const QuantizeOptions& options, DType dtype) {
    for (const double bad : {kNaN, kInfinity, -kInfinity}) {
      for (const int64_t column : {0, 17, 40}) {
        const QuantizeRun run(rows_of(3, 41), options, dtype);
        run.x().set(1, column, bad);
        run([](const Quantized& result) {
          EXPECT_TRUE(std::isnan(result.scale(1)));
          expect_only_row_1_has_no_codes(result);
        });
      }
    }
  });
}

TEST(Quantize, OneElementThatIsNotFiniteTakesTheScaleOfAllRows) {
  for_each_width([](QuantizeOptions options, DType dtype) {
    options.per_tensor = true;
    for (const double bad : {kNaN, kInfinity, -kInfinity}) {
      const QuantizeRun run(rows_of(100, 19), options, dtype);
      run.x().set(77, 18, bad);
      run([](const Quantized& result) {
        EXPECT_TRUE(std::isnan(result.scale(0)));
        for (int64_t i = 0; i < 100; ++i) EXPECT_FALSE(result.has_codes(i)) << i;
      });
    }
  });
}

TEST(Quantize, RowOfZerosOrSubnormalNumbersHasScaleZeroAndNoCodes) {
  for_each_width([](const QuantizeOptions& options, DType dtype) {
    for (const double factor : {0.0, -0.0, smallest_normal(dtype) / 2}) {
      const QuantizeRun run(rows_of(3, 41), options, dtype);
      run.multiply_row(1, factor);
      run([](const Quantized& result) {
        EXPECT_EQ(result.scale(1), 0);
        expect_only_row_1_has_no_codes(result);
      });
    }
  });
}

TEST(Quantize, RowsWithoutANormalScaleForAllOfThemHaveNoCodes) {
  for_each_width([](QuantizeOptions options, DType dtype) {
    options.per_tensor = true;
    const QuantizeRun run(rows_of(3, 41), options, dtype);
    for (int64_t i = 0; i < 3; ++i) run.multiply_row(i, smallest_normal(dtype) / 2);
    run([](const Quantized& result) {
      EXPECT_EQ(result.scale(0), 0);
      for (int64_t i = 0; i < 3; ++i) EXPECT_FALSE(result.has_codes(i)) << i;
    });
  });
}

TEST(Quantize, LargestMagnitudeBecomesTheLargestCode) {
  for_each_width([](const QuantizeOptions& options, DType dtype) {
    const auto most = static_cast<int32_t>(largest_code(options.bits));
    // From the smallest that has a normal scale to nearly the largest bf16.
    const double factors[] = {smallest_normal(dtype) * most, 1e-30, 1, 3.3, 1e30, 0x1.8p127};
    for (const double factor : factors) {
      SCOPED_TRACE(factor);
      const QuantizeRun run(rows_of(2, 41), options, dtype);
      run.x().set(0, 5, 1);
      run.x().set(1, 40, -1);
      for (const int64_t row : {0, 1}) run.multiply_row(row, factor);
      run([&](const Quantized& result) {
        EXPECT_EQ(result.code(0, 5), most);
        EXPECT_EQ(result.code(1, 40), -most);
        EXPECT_NEAR(result.scale(1), std::abs(run.x().get(1, 40)) / most, 1e-6 * result.scale(1));
      });
    }
  });
}

TEST(Quantize, NearestCodeIsAtMostHalfAScaleAway) {
  for_each_width([](QuantizeOptions options, DType dtype) {
    for (const bool per_tensor : {false, true}) {
      options.per_tensor = per_tensor;
      const QuantizeRun run(rows_of(20, 41), options, dtype);
      run.multiply_row(3, 0.01);
      run([&](const Quantized& result) {
        for (int64_t i = 0; i < 20; ++i) {
          for (int64_t c = 0; c < 41; ++c) {
            const double scale = result.scale(i);
            ASSERT_NEAR(scale * result.code(i, c), run.x().get(i, c), (0.5 + 1e-4) * scale);
          }
        }
      });
    }
  });
}

TEST(Quantize, TiesGoToTheEvenCode) {
  for (const DType dtype : {kF32, kBf16, kF64}) {
    const QuantizeRun run(rows_of(1, 6), {}, dtype);
    const double x[] = {127, 0.5, 1.5, -2.5, -3.5, 63.5};  // the scale is 1
    for (int64_t c = 0; c < 6; ++c) run.x().set(0, c, x[c]);
    run([&](const Quantized& result) {
      const int32_t expected[] = {127, 0, 2, -2, -4, 64};
      for (int64_t c = 0; c < 6; ++c) EXPECT_EQ(result.code(0, c), expected[c]) << x[c];
    });
  }
}

// Sets all elements to `value` scales, but one that makes the scale 1 / 8.
void set_all_but_largest(const QuantizeRun& run, double value, int64_t bits) {
  run.set_all(value / 8);
  run.x().set(0, 0, static_cast<double>(largest_code(bits)) / 8);
}

constexpr int64_t kRandomRows = 200, kRandomCols = 33;

struct RandomRounding {
  int64_t bits;
  double value;  // in scales
};
constexpr RandomRounding kRandomRoundings[] = {{8, 100.25}, {8, -0.375}, {4, 2.5},
                                               {4, -5.875}, {2, 0.25},   {2, -0.5}};

// body(run, value) with rows of one number, one scale and rounding at random.
template <class Body>
void for_each_random_rounding(const Body& body) {
  for (const auto [bits, value] : kRandomRoundings) {
    SCOPED_TRACE(fmt::format("{} to {} bits", value, bits));
    Situation situation = rows_of(kRandomRows, kRandomCols);
    situation.permuted_ids = true;
    const QuantizeRun run(situation, {.bits = bits, .per_tensor = true, .stochastic = true}, kF32);
    set_all_but_largest(run, value, bits);
    body(run, value);
  }
}

TEST(Quantize, RoundingAtRandomIsRightInTheMean) {
  for_each_random_rounding([](const QuantizeRun& run, double value) {
    run([&](const Quantized& result) {
      const double count = kRandomRows * kRandomCols - 1;
      double sum = -result.code(0, 0);
      for (int64_t i = 0; i < kRandomRows; ++i) {
        for (int64_t c = 0; c < kRandomCols; ++c) sum += result.code(i, c);
      }
      const double up = value - std::floor(value);
      EXPECT_NEAR(sum / count, value, 5 * std::sqrt(up * (1 - up) / count));
    });
  });
}

TEST(Quantize, RoundsWithTheNumbersOfItsStream) {
  const RandomStream stream = {kCaseSeed, kStream, kCaseStep};
  for_each_random_rounding([&](const QuantizeRun& run, double value) {
    const double below = std::floor(value);
    run([&](const Quantized& result) {
      EXPECT_EQ(result.code(0, 0), largest_code(result.codes.bits));
      for (int64_t i = 1; i < kRandomRows; ++i) {
        for (int64_t c = 0; c < kRandomCols; ++c) {
          const double u = uniform_from_word(stream.word(run.row_id(i), c));
          ASSERT_EQ(result.code(i, c), below + (u < value - below ? 1 : 0)) << i << ", " << c;
        }
      }
    });
  });
}

TEST(Quantize, ZerosStayZerosWhenRoundedAtRandom) {
  const QuantizeRun run(rows_of(kRandomRows, kRandomCols),
                        {.bits = 8, .per_tensor = true, .stochastic = true}, kF32);
  set_all_but_largest(run, 0, 8);
  run([](const Quantized& result) {
    for (int64_t i = 1; i < kRandomRows; ++i) EXPECT_FALSE(result.has_codes(i)) << i;
  });
}

TEST(Quantize, RandomCodesDifferBetweenStreamsStepsAndSeeds) {
  ValueRun run(kRandomRows);
  std::vector<double> numbers(kRandomRows * kRandomCols, 0.3);
  numbers.back() = 1;
  const Value x = run.nodes(numbers);
  const QuantizeOptions options = {.bits = 4, .per_tensor = true, .stochastic = true};
  const Value first = quantize(run.builder(), x, options).codes;
  const Value second = quantize(run.builder(), x, options).codes;
  const std::vector<double> codes = run(first);
  EXPECT_EQ(run(first), codes);
  EXPECT_NE(run(second), codes);
  run.options.step = 1;
  EXPECT_NE(run(first), codes);
  run.options = {.seed = 1, .check_nan = false};
  EXPECT_NE(run(first), codes);
}

TEST(Quantize, HasTheSameBitsForAnyNumberOfThreads) {
  for (const bool per_tensor : {false, true}) {
    for (const bool stochastic : {false, true}) {
      for (const int64_t bits : {8, 4, 2}) {
        const QuantizeRun rows(rows_of(5000, 61), {bits, per_tensor, stochastic}, kF32);
        rows.for_each_kernel([](KernelRun& run) {
          run.run(1);
          const std::string expected = run.result_bytes();
          for (const int threads : {2, 7}) {
            run.run(threads);
            EXPECT_TRUE(run.result_bytes() == expected) << threads << " threads";
          }
        });
      }
    }
  }
}

}  // namespace
}  // namespace heddle::test
