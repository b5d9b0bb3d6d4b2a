#include "heddle/runtime/bindings.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

template <class Map, class Value>
void assign(Map& map, std::string_view name, const Value& value) {
  const auto place = map.find(name);
  if (place != map.end()) {
    place->second = value;
  } else {
    map.emplace(std::string(name), value);
  }
}

// Every batch is checked again, so a type becomes text only where it is wrong: that allocates.
[[noreturn]] void fail_unbound(std::string_view kind, const std::string& name,
                               const std::string& type) {
  fail(ErrorKind::kInvalidArgument, "run: {} '{}' = {} is not bound", kind, name, type);
}

}  // namespace

void Bindings::bind_csr(std::string_view input, const AdjacencyView& structure,
                        const float* values) {
  OperandView view;
  view.data = const_cast<float*>(values);
  view.adjacency = &structure;
  view.rows = structure.rows;
  view.cols = view.stride = structure.cols;
  set_input(input, view);
}

void Bindings::bind_adjacency(std::string_view name, const AdjacencyView& adjacency) {
  assign(adjacencies_, name, &adjacency);
  ++version_;
}

void Bindings::bind_size(std::string_view space, int64_t size) {
  assign(sizes_, space, size);
  ++version_;
}

void Bindings::bind_row_ids(std::string_view space, const int32_t* ids) {
  assign(row_ids_, space, ids);
  ++version_;
}

void Bindings::set_input(std::string_view name, const OperandView& view) {
  assign(inputs_, name, view);
  ++version_;
}

OperandView Bindings::input(const Program& program, const Node& node) const {
  const std::string& name = node.attributes.text("name");
  const Type& type = node.results[0];
  const auto bound = inputs_.find(name);
  if (bound == inputs_.end()) fail_unbound("input", name, to_string(type, program));
  OperandView view = bound->second;
  const int64_t rows = type.space == kNoSpace ? type.rows : size(program.space(type.space));
  const bool sparse = type.form == Form::kCsr;
  if (view.rows != rows || view.cols != type.stored_cols() || view.dtype != type.dtype ||
      sparse != (view.adjacency != nullptr)) {
    fail(ErrorKind::kInvalidArgument, "run: input '{}' is {} [{},{}]{}, needs {} with {} rows",
         name, to_string(view.dtype), view.rows, view.cols, view.adjacency == nullptr ? "" : " csr",
         to_string(type, program), rows);
  }
  require(!sparse || view.adjacency->entries() <= type.entries,
          "run: input '{}' has {} entries, planned for at most {}", name,
          sparse ? view.adjacency->entries() : 0, type.entries);
  view.heads = type.heads;
  view.bits = type.bits;
  view.hub_bits = type.hub_bits;
  view.group = type.group;
  view.row_ids = type.space == kNoSpace ? nullptr : row_ids(program.space(type.space));
  return view;
}

OperandView Bindings::adjacency(const Program& program, const Node& node) const {
  const std::string& name = node.attributes.text("name");
  const Type& type = node.results[0];
  const auto bound = adjacencies_.find(name);
  if (bound == adjacencies_.end()) fail_unbound("adjacency", name, to_string(type, program));
  const AdjacencyView& a = *bound->second;
  if (a.rows != size(program.space(type.space)) || a.cols != size(program.space(type.senders)) ||
      a.entries() != size(program.space(type.edges)) || a.relations != type.relations) {
    fail(ErrorKind::kInvalidArgument,
         "run: adjacency '{}' has {} receivers, {} senders, {} edges, {} relations; needs {}", name,
         a.rows, a.cols, a.entries(), a.relations, to_string(type, program));
  }
  OperandView view;
  view.adjacency = &a;
  view.rows = a.rows;
  view.cols = a.cols;
  return view;
}

int64_t Bindings::size(const Space& space) const {
  if (!space.symbolic) return space.size;
  const auto bound = sizes_.find(space.name);
  require(bound != sizes_.end(), "run: the size of space '{}' is not bound", space.name);
  require(bound->second >= 0 && bound->second <= space.size,
          "run: space '{}' has {} rows, planned for at most {}", space.name, bound->second,
          space.size);
  return bound->second;
}

const int32_t* Bindings::row_ids(const Space& space) const {
  const auto bound = row_ids_.find(space.name);
  return bound == row_ids_.end() ? nullptr : bound->second;
}

}  // namespace heddle
