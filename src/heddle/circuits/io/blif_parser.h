// The text of BLIF: Berkeley Logic Interchange Format (1992).
#pragma once

#include "heddle/circuits/io/blif_model.h"
#include "heddle/circuits/io/gate_library.h"
#include "heddle/graph/io/byte_source.h"

#include <memory>

namespace heddle {

// `gates` are those that .gate and .subckt name. InvalidArgument, with the line, for what is no
// BLIF and for gates that are not there; Unsupported for latches and don't-care networks.
BlifFile parse_blif(std::unique_ptr<ByteSource> source, const GateLibrary& gates);

}  // namespace heddle
