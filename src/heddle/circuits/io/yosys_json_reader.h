// Netlists that Yosys writes by write_json: modules, their ports and cells, nets as numbers of
// bits.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/graph/io/byte_source.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace heddle {

// The module `top`; "": the one with the attribute top, or the only one. Inputs and outputs are
// the bits of its ports in their order, "port[3]", or "port" for one of a single bit. Each AND is
// made once.
//
// InvalidArgument for what is no such file, and unless each bit is driven once, without cycles.
// Unsupported for cells that are not gates of one bit, with the Yosys command that helps, for
// inout ports and for the values x and z.
Aig read_yosys_json(std::unique_ptr<ByteSource> source, std::string_view top = {});
Aig read_yosys_json(const std::filesystem::path& path, std::string_view top = {});

}  // namespace heddle
