#include "heddle/ir/program.h"

namespace heddle {

std::string_view to_string(SlotRole role) {
  switch (role) {
    case SlotRole::kParameter:
      return "parameter";
    case SlotRole::kOptimizer:
      return "optimizer";
    case SlotRole::kStatistic:
      return "statistic";
    case SlotRole::kCounter:
      return "counter";
  }
  return "parameter";
}

std::string_view to_string(InitializerKind kind) {
  switch (kind) {
    case InitializerKind::kZeros:
      return "zeros";
    case InitializerKind::kOnes:
      return "ones";
    case InitializerKind::kConstant:
      return "constant";
    case InitializerKind::kIdentity:
      return "identity";
    case InitializerKind::kUniform:
      return "uniform";
    case InitializerKind::kNormal:
      return "normal";
    case InitializerKind::kGlorotUniform:
      return "glorot_uniform";
    case InitializerKind::kKaimingUniform:
      return "kaiming_uniform";
  }
  return "zeros";
}

const Type& Program::type(Value value) const {
  static const Type absent_type;
  if (!value.present()) return absent_type;
  return node(value).results[static_cast<size_t>(value.result)];
}

Value Program::find_output(std::string_view output_name) const {
  for (const Output& output : outputs) {
    if (output.name == output_name) return output.value;
  }
  return kNoValue;
}

}  // namespace heddle
