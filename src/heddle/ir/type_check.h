// What must hold of the type of every value.
#pragma once

#include "heddle/ir/program.h"

#include <string>

namespace heddle {

// So far below 2^63 that type rules may multiply any two of them, and sizes in bytes never
// overflow.
inline constexpr int64_t kMaxRows = int64_t{1} << 40;  // and stored entries, edges, spaces
inline constexpr int64_t kMaxCols = int64_t{1} << 31;
inline constexpr int64_t kMaxRelations = int64_t{1} << 20;
inline constexpr int64_t kMaxElements = int64_t{1} << 56;

// "" if a value of `program` may have this type, else what is wrong: sizes in range, heads that
// divide the columns, spaces that exist and have the sizes that the type claims.
std::string type_problem(const Type& type, const Program& program);

// Letters, digits, _ and ., not beginning with a digit or a point: what the text can show.
bool is_space_name(std::string_view name);

}  // namespace heddle
