// A Program as text. parse_program(print_program(p)) is the same Program; see docs/ir.md.
#pragma once

#include <string>

#include "heddle/ir/program.h"

namespace heddle {

// Version of the text format; a reader refuses newer ones.
inline constexpr int kProgramFormatVersion = 1;

std::string print_program(const Program& program);

}  // namespace heddle
