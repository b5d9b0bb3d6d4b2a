#pragma once

#include "heddle/nn/model_context.h"

#include <string_view>

namespace heddle {

// Normalises x [N, D] with a learnt scale and shift. kind: none (returns x) | batch (over the
// nodes, with running statistics for inference) | layer (over the columns of each row).
// Slots are named `name` + ".gamma" and so on.
Value norm_layer(ModelContext& context, std::string_view name, std::string_view kind, Value x);

}  // namespace heddle
