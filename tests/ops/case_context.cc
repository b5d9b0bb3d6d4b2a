#include "heddle/base/philox.h"
#include "tests/ops/cases.h"

namespace heddle::test {
namespace {

Space make_space(std::string_view name, SpaceKind kind, int64_t size, bool symbolic) {
  return {std::string(name), kind, symbolic ? 2 * size + 7 : size, symbolic};
}

}  // namespace

CaseContext::CaseContext(Program& program, const Situation& situation, DType dtype)
    : builder_(program), situation_(situation), dtype_(dtype) {
  const bool symbolic = situation.symbolic;
  const EdgeList& list = situation.edges;
  receivers_ =
      builder_.add_space(make_space("receivers", SpaceKind::kNodes, list.receivers, symbolic));
  senders_ =
      !situation.bipartite
          ? receivers_
          : builder_.add_space(make_space("senders", SpaceKind::kNodes, list.senders, symbolic));
  edges_ = builder_.add_space(
      make_space("edges", SpaceKind::kEdges, static_cast<int64_t>(list.sources.size()), symbolic));
}

Type CaseContext::rows(int64_t cols, int64_t heads) const {
  const int64_t size = builder_.program().space(receivers_).size;
  return dense_type(dtype_, receivers_, size, cols, heads);
}

Type CaseContext::sender_rows(int64_t cols, int64_t heads) const {
  const int64_t size = builder_.program().space(senders_).size;
  return dense_type(dtype_, senders_, size, cols, heads);
}

Type CaseContext::side(int64_t cols) const {
  Type type = rows(cols);
  type.dtype = side_dtype();
  return type;
}

Type CaseContext::sender_side(int64_t cols) const {
  Type type = sender_rows(cols);
  type.dtype = side_dtype();
  return type;
}

Type CaseContext::edges(int64_t cols) const {
  const int64_t size = builder_.program().space(edges_).size;
  return dense_type(side_dtype(), edges_, size, cols);
}

Type CaseContext::side_row(int64_t cols) const { return weight_type(1, cols, side_dtype()); }

Type CaseContext::labels() const {
  Type type = rows(1);
  type.dtype = DType::kI32;
  return type;
}

Value CaseContext::adjacency() {
  if (adjacency_.present()) return adjacency_;
  Type type;
  type.form = Form::kAdjacency;
  type.space = receivers_;
  type.senders = senders_;
  type.edges = edges_;
  type.rows = builder_.program().space(receivers_).size;
  type.cols = builder_.program().space(senders_).size;
  type.entries = builder_.program().space(edges_).size;
  type.relations = relations();
  adjacency_ = builder_.adjacency("graph", type, {});
  return adjacency_;
}

Value CaseContext::operand(std::string_view name, const Type& type, Fill fill) {
  const Value value = builder_.input(name, type, false);
  inputs_.push_back({value, fill});
  return value;
}

Value CaseContext::positions(std::string_view name, const Type& rows, int64_t kept, int64_t group) {
  return operand(name, topk_type(rows.space, rows.rows, rows.cols, kept, group), integers(0, 1));
}

Value CaseContext::hubs(const Type& rows) {
  return operand("hubs", dense_type(DType::kU8, rows.space, rows.rows, 1), integers(0, 2));
}

Value CaseContext::csr(std::string_view name, int64_t cols) {
  Type type = side(cols);
  type.form = Form::kCsr;
  type.entries = static_cast<int64_t>(csr_pattern(situation_.edges.receivers, cols).sources.size());
  if (situation_.symbolic) type.entries += 11;
  return operand(name, type, fixed(signed_values()));
}

EdgeList csr_pattern(int64_t rows, int64_t cols) {
  const RandomStream random = {7, 2, static_cast<uint32_t>(cols)};
  EdgeList list;
  list.receivers = rows;
  list.senders = cols;
  for (int64_t i = 0; i < rows; ++i) {
    if (i % 5 == 3) continue;
    for (int64_t j = 0; j < cols; ++j) {
      if (random.word(i, j) % 3 != 0 && i % 11 != 10) continue;  // row 10, 21, ... is full
      list.destinations.push_back(static_cast<int32_t>(i));
      list.sources.push_back(static_cast<int32_t>(j));
    }
  }
  return list;
}

}  // namespace heddle::test
