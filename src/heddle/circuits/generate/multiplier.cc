#include "heddle/circuits/generate/multiplier.h"

#include "heddle/base/error.h"
#include "heddle/circuits/generate/array_multiplier.h"
#include "heddle/circuits/generate/booth.h"
#include "heddle/circuits/generate/column_reduction.h"
#include "heddle/circuits/generate/partial_products.h"

#include <fmt/core.h>

#include <string>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kMostBits = int64_t{1} << 16;  // whose partial products alone are too many

// About what there will be.
int64_t expected_ands(const MultiplierOptions& options) {
  const int64_t square = options.bits * options.bits;
  const int64_t full_adder = full_adder_gates(options.style);
  if (options.family == MultiplierFamily::kBooth) return square * (6 + full_adder) / 2;
  return square * (1 + full_adder);
}

OperandBits operand_bits(const AigBuilder& builder, const MultiplierOptions& options) {
  OperandBits operands{.a = {}, .b = {}, .is_signed = options.is_signed};
  for (int64_t i = 0; i < options.bits; ++i) {
    operands.a.push_back(builder.input(i));
    operands.b.push_back(builder.input(options.bits + i));
  }
  return operands;
}

std::vector<Literal> tree_product(const MultiplierOptions& options, AdderCells& cells,
                                  const OperandBits& operands) {
  Columns columns = options.family == MultiplierFamily::kBooth
                        ? booth_columns(cells.builder(), operands)
                        : partial_product_columns(cells.builder(), operands);
  if (options.family == MultiplierFamily::kWallace) {
    reduce_wallace(cells, columns);
  } else {
    reduce_dadda(cells, columns);
  }
  return add_columns(cells, columns, options.final_adder);
}

std::vector<Literal> product_bits(const MultiplierOptions& options, AdderCells& cells,
                                  const OperandBits& operands) {
  switch (options.family) {
    case MultiplierFamily::kArray:
      return ripple_array_product(cells, operands);
    case MultiplierFamily::kCarrySave:
      return carry_save_array_product(cells, operands);
    default:
      return tree_product(options, cells, operands);
  }
}

void append_names(std::vector<std::string>& names, char letter, int64_t count) {
  for (int64_t i = 0; i < count; ++i) names.push_back(fmt::format("{}[{}]", letter, i));
}

}  // namespace

Aig make_multiplier(const MultiplierOptions& options) {
  require(options.bits >= 1, "multiplier: {} bits, need at least 1", options.bits);
  const bool is_array =
      options.family == MultiplierFamily::kArray || options.family == MultiplierFamily::kCarrySave;
  require(!is_array || options.final_adder == FinalAdder::kRipple,
          "multiplier: an array with a Kogge-Stone adder, need a ripple adder");
  if (options.bits > kMostBits || expected_ands(options) + 2 * options.bits > kMaxVariable) {
    fail(ErrorKind::kUnsupported, "multiplier: {} bits make more than {} variables", options.bits,
         kMaxVariable);
  }
  AigBuilder builder(2 * options.bits, expected_ands(options));
  AdderCells cells(builder, options.style);
  for (const Literal bit : product_bits(options, cells, operand_bits(builder, options))) {
    builder.add_output(bit);
  }
  Aig aig = builder.take();
  append_names(aig.input_names, 'a', options.bits);
  append_names(aig.input_names, 'b', options.bits);
  append_names(aig.output_names, 'p', 2 * options.bits);
  return aig;
}

}  // namespace heddle
