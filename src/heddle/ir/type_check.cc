#include "heddle/ir/type_check.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

std::string range_problem(std::string_view what, int64_t size, int64_t least, int64_t most) {
  if (size >= least && size <= most) return "";
  return fmt::format("{} {} out of range, needs {} to {}", size, what, least, most);
}

std::string topk_problem(const Type& type) {
  if (type.kept > type.cols) {
    return fmt::format("keeps {} of {} columns", type.kept, type.cols);
  }
  if (type != topk_type(type.space, type.rows, type.cols, type.kept, type.group)) {
    return fmt::format("has {} positions of {} heads, needs {} of one", to_string(type.dtype),
                       type.heads, to_string(topk_type(type.space, 0, type.cols, 0).dtype));
  }
  if (type.cols > kMaxTopKCols) {
    return fmt::format("keeps some of {} columns, needs at most {}", type.cols, kMaxTopKCols);
  }
  if (type.group > 0 &&
      (type.cols % type.group != 0 || type.kept % (type.cols / type.group) != 0)) {
    return fmt::format("keeps {} of {} columns, which groups of {} do not divide", type.kept,
                       type.cols, type.group);
  }
  return "";
}

std::string quantized_problem(const Type& type) {
  if (!is_code_width(type.bits)) return fmt::format("has {} bits, needs 8, 4 or 2", type.bits);
  const bool has_hubs = type.hub_bits != 0;
  if (has_hubs && !(is_code_width(type.hub_bits) && type.hub_bits < type.bits)) {
    return fmt::format("has {} bits in hubs, needs 4 or 2 and fewer than {}", type.hub_bits,
                       type.bits);
  }
  if (type != quantized_type(type.space, type.rows, type.cols, type.bits, type.hub_bits)) {
    return fmt::format("has codes in {} of {} heads, needs {} of one", to_string(type.dtype),
                       type.heads, to_string(DType::kI8));
  }
  return "";
}

std::string size_problem(const Type& type) {
  const std::string problems[] = {
      range_problem("rows", type.rows, 0, kMaxRows),
      range_problem("columns", type.cols, 0, type.is_adjacency() ? kMaxRows : kMaxCols),
      range_problem("entries", type.entries, 0, kMaxRows),
      range_problem("kept columns", type.kept, 0, kMaxCols),
      range_problem("columns of a group", type.group, 0, kMaxCols),
      range_problem("relations", type.relations, 1, kMaxRelations),
      range_problem("heads", type.heads, 1, kMaxCols),
  };
  for (const std::string& problem : problems) {
    if (!problem.empty()) return problem;
  }
  if (type.is_adjacency()) return "";
  if (type.cols > 0 && type.rows > kMaxElements / type.cols) {
    return fmt::format("{} x {} elements are too many", type.rows, type.cols);
  }
  if (type.cols % type.heads != 0) {
    return fmt::format("{} columns cannot be split into {} heads", type.cols, type.heads);
  }
  if (type.form == Form::kQuantized) return quantized_problem(type);
  return type.form == Form::kTopK ? topk_problem(type) : "";
}

std::string space_problem(SpaceId space, int64_t rows, const Program& program) {
  if (space == kNoSpace) return "";
  if (space < 0 || space >= static_cast<SpaceId>(program.spaces.size())) {
    return fmt::format("space {} does not exist", space);
  }
  const Space& known = program.space(space);
  if (known.size == rows) return "";
  return fmt::format("claims {} rows, but space {} has {}", rows, known.name, known.size);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

std::string type_problem(const Type& type, const Program& program) {
  if (!type.present()) return "has no type";
  std::string problem = size_problem(type);
  if (problem.empty()) problem = space_problem(type.space, type.rows, program);
  if (problem.empty() && type.is_adjacency()) {
    problem = space_problem(type.senders, type.cols, program);
    if (problem.empty()) problem = space_problem(type.edges, type.entries, program);
  }
  return problem;
}

bool is_space_name(std::string_view name) {
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.';
  });
}

}  // namespace heddle
