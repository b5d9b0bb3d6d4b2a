// A Program as text. parse_program(print_program(p)) is the same Program; see docs/ir.md.
#pragma once

#include "heddle/ir/program.h"

#include <string>

namespace heddle {

// Version of the text format; a reader refuses newer ones.
inline constexpr int kProgramFormatVersion = 1;

std::string print_program(const Program& program);

}  // namespace heddle
