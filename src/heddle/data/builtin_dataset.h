// Data sets that the program makes, for demonstrations, tests and benchmarks without a file.
//
//   builtin:sbm     stochastic block model; the class of a node is its block
//   builtin:rmat    RMAT, directed, skewed degrees; classes are independent of the edges
//   builtin:ba      Barabasi-Albert, undirected; classes are independent of the edges
//   builtin:grid    two-dimensional grid; classes are square regions
//   builtin:karate  Zachary's karate club; classes are the two clubs
#pragma once

#include "heddle/data/builtin_spec.h"
#include "heddle/data/dataset.h"

#include <span>
#include <string>
#include <string_view>

namespace heddle {

// `text` is "builtin:NAME?key=value&...". The result depends on the text alone. InvalidArgument
// for unknown names and keys, in one line that lists the valid ones.
Dataset make_builtin_dataset(const std::string& text, int threads);

// For help texts: every generator with its keys, their standard values and meanings.
struct BuiltinGenerator {
  std::string_view name, meaning;
  std::span<const BuiltinKey> keys;
};
std::span<const BuiltinGenerator> builtin_generators();

}  // namespace heddle
