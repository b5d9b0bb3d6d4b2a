// Appends nodes to a Program. Nothing runs, nothing is lazy.
#pragma once

#include "heddle/graph/adjacency.h"
#include "heddle/ir/op_def.h"
#include "heddle/ir/program.h"
#include "heddle/ir/slot_index.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle {

class Builder {
 public:
  // Extends `program`, which must outlive the Builder.
  explicit Builder(Program& program) : program_(&program), slots_(program) {}

  const Program& program() const { return *program_; }
  const Type& type(Value value) const { return program_->type(value); }

  // Spaces. Names are unique; adding one again with equal contents returns the same id.
  SpaceId add_space(const Space& space);

  // Sources.
  Value input(std::string_view name, const Type& type, bool constant);
  Value adjacency(std::string_view name, const Type& type, const AdjacencyOptions& options);
  // Reads slot scope + name, made on first use. The same slot asked for twice is one value.
  Value state(std::string_view name, const Type& type, SlotRole role, Initializer initializer);
  Value parameter(std::string_view name, const Type& type, Initializer initializer) {
    return state(name, type, SlotRole::kParameter, initializer);
  }

  // Index of the slot with that full name, or -1; in constant time.
  int32_t find_slot(std::string_view name) { return slots_.find(name); }

  // Appends a node: fills in defaults, infers types, checks. Throws InvalidArgument.
  Value append(const OpDef& op, std::vector<Value> operands, Attributes attributes = {});
  // For operators with several results: value i of the returned node is {node, i}.
  std::vector<Value> append_multi(const OpDef& op, std::vector<Value> operands,
                                  Attributes attributes = {});
  // Appends a prepared node (a copy made by a rewrite); types are inferred anew.
  Value append_node(Node node);

  void output(std::string_view name, Value value);
  // The slot's full name, without scope.
  void update(std::string_view slot, Value value);

  // A number for a random operator; the same model function hands out the same numbers.
  int64_t next_stream() { return program_->streams++; }

  // Prefix of slot names: "conv0." makes "conv0.weight".
  const std::string& scope() const { return scope_; }
  void set_scope(std::string scope) { scope_ = std::move(scope); }

 private:
  Program* program_;
  SlotIndex slots_;
  std::string scope_;
};

// Adds `name.` to the prefix of slot names while it lives.
class Scope {
 public:
  Scope(Builder& builder, std::string_view name) : builder_(builder), outer_(builder.scope()) {
    builder.set_scope(outer_ + std::string(name) + ".");
  }
  ~Scope() { builder_.set_scope(outer_); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Builder& builder_;
  std::string outer_;
};

}  // namespace heddle
