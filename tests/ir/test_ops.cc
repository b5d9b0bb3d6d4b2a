#include "tests/ir/test_ops.h"

#include "heddle/base/error.h"

#include <array>

namespace heddle::test {
namespace {

std::vector<Type> two_like_first(const TypeQuery& query) {
  return {query.operands[0], query.operands[0]};
}

std::vector<Type> like_first(const TypeQuery& query) { return {query.operands[0]}; }

std::vector<Type> like_all_present(const TypeQuery& query) {
  for (size_t i = 1; i < query.operands.size(); ++i) {
    require(!query.operands[i].present() || query.operands[i] == query.operands[0],
            "merge: {} and {} differ", query.describe(0), query.describe(i));
  }
  return {query.operands[0]};
}

std::vector<Type> infer_gather(const TypeQuery& query) {
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  require(a.is_adjacency(), "gather: {} is no adjacency", query.describe(0));
  require(x.is_dense() && x.space == a.senders, "gather: {} has no row per sender of {}",
          query.describe(1), query.describe(0));
  return {dense_type(x.dtype, a.space, a.rows, x.cols, x.heads)};
}

std::vector<Type> infer_keep_top(const TypeQuery& query) {
  const Type& x = query.operands[0];
  return {topk_type(x.space, x.rows, x.cols, query.attributes.integer("k"),
                    query.attributes.integer("group"))};
}

Work no_work(const WorkQuery&) { return {}; }

}  // namespace

const OpDef kPair = {
    .name = "pair",
    .operands = {{"x"}},
    .results = {"a", "b"},
    .attributes = {{"flag", false},
                   {"count", int64_t{0}},
                   {"factor", 1.0},
                   {"label", std::string()}},
    .infer_types = two_like_first,
    .work = no_work,
};

const OpDef kMerge = {
    .name = "merge",
    .operands = {{"a"}, {"b", true}, {"c", true}},
    .results = {"y"},
    .infer_types = like_all_present,
    .work = no_work,
};

const OpDef kGather = {
    .name = "gather",
    .operands = {{"adjacency"}, {"x"}},
    .results = {"y"},
    .infer_types = infer_gather,
    .work = no_work,
};

const OpDef kKeepTop = {
    .name = "keep_top",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"k", int64_t{1}}, {"group", int64_t{0}}},
    .infer_types = infer_keep_top,
    .work = no_work,
};

const OpDef kNoise = {
    .name = "noise",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"stream", int64_t{0}}},
    .infer_types = like_first,
    .work = no_work,
    .is_random = true,
};

const OpDef kRepeat = {
    .name = "repeat",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"times", int64_t{1}}},
    .infer_types = like_first,
    .work = no_work,
    .has_region = true,
};

OpTable test_ops() {
  static constexpr std::array kOps = {&kInput,  &kAdjacency, &kState, &kPair,  &kMerge,
                                      &kGather, &kKeepTop,   &kNoise, &kRepeat};
  return kOps;
}

Type small_adjacency(Builder& builder) {
  Type type;
  type.form = Form::kAdjacency;
  type.space = type.senders = builder.add_space({"nodes", SpaceKind::kNodes, 5, false});
  type.edges = builder.add_space({"edges", SpaceKind::kEdges, 7, false});
  type.rows = type.cols = 5;
  type.entries = 7;
  return type;
}

Type node_rows(Builder& builder, int64_t cols) {
  const Type adjacency = small_adjacency(builder);
  return dense_type(DType::kF32, adjacency.space, adjacency.rows, cols);
}

std::string program_text(const std::string& lines) {
  return "heddle_format 1\nprogram \"p\" streams 0\n" + lines;
}

}  // namespace heddle::test
