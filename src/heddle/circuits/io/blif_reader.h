// BLIF files: logic as truth tables, gates of a library, or models within models.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/io/gate_library.h"
#include "heddle/graph/io/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace heddle {

// The first model of the file, with its inputs and outputs in their order and by their names. Each
// AND is made once. `gates` are those that .gate names; max_steps: see flatten().
//
// InvalidArgument, with the line, for what is no BLIF, and unless each net is driven once, without
// cycles. Unsupported for latches and don't-care networks.
constexpr int64_t kMaxBlifSteps = int64_t{1} << 30;
Aig read_blif(std::unique_ptr<ByteSource> source, const GateLibrary& gates = {},
              int64_t max_steps = kMaxBlifSteps);
Aig read_blif(const std::filesystem::path& path, const GateLibrary& gates = {});

}  // namespace heddle
