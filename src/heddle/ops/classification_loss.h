// Type and gradient rules that the losses of classification share.
//
//   loss      logits [N, C], what they should be, weights [N, 1] -> [1, 1] in the compute dtype
//   gradient  the same and d_loss [1, 1] -> d_logits in the type of the logits
#pragma once

#include "heddle/ir/op_def.h"

#include <string_view>

namespace heddle {

// Throws InvalidArgument unless there are logits of at least one class.
const Type& require_logits(const TypeQuery& query);
// Throws InvalidArgument unless what the logits should be, called `name`, has the type `needed`
// and the weights are one number per row.
void require_targets(const TypeQuery& query, std::string_view name, const Type& needed);

std::vector<Type> loss_type(const TypeQuery& query);
std::vector<Type> d_logits_type(const TypeQuery& query);  // requires d_loss too

// Appends `gradient_op`; nothing flows to targets and weights.
std::vector<Value> loss_gradient(const GradientCall& call, const OpDef& gradient_op);

}  // namespace heddle
