// Reads a Program from its text.
#pragma once

#include "heddle/ir/op_def.h"
#include "heddle/ir/program.h"

#include <string_view>

namespace heddle {

// The Program that `text` describes, verified. Throws InvalidArgument with `source:line: what was
// found, what is needed` for anything malformed, and Unsupported for a newer format version or an
// operator that `ops` does not have. Never reads past the text, never allocates more than a small
// multiple of it.
Program parse_program(std::string_view text, OpTable ops, std::string_view source = "program");

}  // namespace heddle
