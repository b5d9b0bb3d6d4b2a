#include "heddle/ops/activation.h"

#include <array>

namespace heddle {

std::string_view to_string(Activation activation) {
  switch (activation) {
    case Activation::kNone:
      return "none";
    case Activation::kRelu:
      return "relu";
    case Activation::kElu:
      return "elu";
  }
  return "none";
}

Activation activation_of(const Attributes& attributes) {
  const std::string& name = attributes.text("activation");
  for (const Activation a : {Activation::kNone, Activation::kRelu, Activation::kElu}) {
    if (to_string(a) == name) return a;
  }
  fail(ErrorKind::kInvalidArgument, "activation '{}' is none of none, relu, elu", name);
}

}  // namespace heddle
