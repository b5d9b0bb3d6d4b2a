// What every layer needs beside its operands.
#pragma once

#include "heddle/ir/builder.h"

#include <string>
#include <string_view>

namespace heddle {

struct ModelContext {
  Builder& builder;
  bool training = false;
  DType dtype = DType::kF32;      // of rows and products; weights are kept in f32
  std::string messages = "same";  // of rows along edges, in the layer that is being built

  // A learnt matrix, in the precision of products.
  Value weight(std::string_view name, int64_t rows, int64_t cols,
               Initializer initializer = {InitializerKind::kGlorotUniform, 1.0});
  // A learnt row [rows of `space`, cols] per node, in the precision of products.
  Value node_rows(std::string_view name, SpaceId space, int64_t cols);
  // A learnt row [1, cols] that is added or multiplied: always f32.
  Value row(std::string_view name, int64_t cols, InitializerKind kind = InitializerKind::kZeros);
  // Dropout while training; x itself otherwise.
  Value dropout(Value x, double probability);
};

}  // namespace heddle
