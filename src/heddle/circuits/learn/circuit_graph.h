// A circuit as a graph that models walk.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/graph/graph.h"

#include <cstdint>
#include <span>

namespace heddle {

// Nodes of a circuit: variable v is node v - 1, output k is node variables - 1 + k. The constant is
// no node, so that what reads it hears nothing.
int64_t circuit_nodes(const Aig& aig);

// Which way messages go. Each way has two relations: plain and through an inverter.
enum class CircuitEdges : uint8_t {
  kFanins,            // from what a gate or output reads: "fanin", "fanin_inverted"
  kFaninsAndReaders,  // and from gates and outputs to the gates they read: "reader", ...
};

// The circuits side by side: node ids of one follow those of the one before. Nothing is sent from
// readers to inputs: an input of a multiplier has as many readers as the numbers have bits, and a
// model that knows them recognises no other width.
Graph circuit_graph(std::span<const Aig> circuits, CircuitEdges edges);

}  // namespace heddle
