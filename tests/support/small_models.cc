#include "tests/support/small_models.h"

#include "heddle/base/error.h"
#include "heddle/ops/op_list.h"

#include <array>
#include <string>

namespace heddle::test {
namespace {

constexpr int64_t kNodes = 12, kEdges = 40, kFeatures = 5, kClasses = 3, kGraphs = 4;

// Declares what models share and appends their usual steps.
class Model {
 public:
  Model(std::string_view name, DType dtype, bool symbolic = false)
      : builder_(program_), dtype_(dtype) {
    program_.name = name;
    nodes_ = builder_.add_space({"nodes", SpaceKind::kNodes, kNodes, symbolic});
    edges_ = builder_.add_space({"edges", SpaceKind::kEdges, kEdges, symbolic});
  }

  Builder& builder() { return builder_; }
  Program take() { return std::move(program_); }
  SpaceId nodes() const { return nodes_; }
  DType side() const { return compute_dtype(dtype_); }
  DType dtype() const { return dtype_; }

  Value rows(std::string_view name, int64_t cols, bool constant = false) {
    return builder_.input(name, dense_type(dtype_, nodes_, kNodes, cols), constant);
  }
  Value edge_weights() {
    return builder_.input("edge_weights", dense_type(side(), edges_, kEdges, 1), true);
  }
  Value adjacency(int64_t relations = 1) {
    return builder_.adjacency("graph", adjacency_type(nodes_, nodes_, edges_, relations), {});
  }
  Type adjacency_type(SpaceId receivers, SpaceId senders, SpaceId edges, int64_t relations) {
    Type type;
    type.form = Form::kAdjacency;
    type.space = receivers;
    type.senders = senders;
    type.edges = edges;
    type.rows = program_.space(receivers).size;
    type.cols = program_.space(senders).size;
    type.entries = program_.space(edges).size;
    type.relations = relations;
    return type;
  }
  Value weight(std::string_view name, int64_t rows, int64_t cols) {
    return builder_.parameter(name, weight_type(rows, cols, dtype_), {});
  }
  // One row in the compute dtype: biases, scales.
  Value row(std::string_view name, int64_t cols) {
    return builder_.parameter(name, weight_type(1, cols, side()), {});
  }
  Value statistic(std::string_view name, int64_t cols) {
    return builder_.state(name, weight_type(1, cols, side()), SlotRole::kStatistic, {});
  }
  Value dense(Value x, std::string_view name, int64_t cols) {
    return linear(builder_, x, weight(name, builder_.type(x).cols, cols));
  }
  Value bias(Value x, std::string_view name) {
    return add_bias(builder_, x, row(name, builder_.type(x).cols));
  }
  // Also outputs the logits, which must not change.
  void classify(Value logits) {
    const Value labels = builder_.input("labels", dense_type(DType::kI32, nodes_, kNodes, 1), true);
    const Value weights =
        builder_.input("label_weights", dense_type(side(), nodes_, kNodes, 1), true);
    builder_.output("logits", logits);
    builder_.output("loss", cross_entropy(builder_, logits, labels, weights));
  }

 private:
  Program program_;
  Builder builder_;
  DType dtype_;
  SpaceId nodes_, edges_;
};

Program build_gcn(DType dtype) {
  Model model("gcn", dtype);
  Builder& b = model.builder();
  const Value a = model.adjacency();
  const Value norm = gcn_norm(b, a, model.side(), model.edge_weights());
  Value h = dropout(b, model.rows("x", kFeatures), 0.25);
  h = model.bias(spmm(b, a, model.dense(h, "w0", 4), norm), "b0");
  h = dropout(b, relu(b, h), 0.5);
  h = model.bias(spmm(b, a, model.dense(h, "w1", kClasses), norm), "b1");
  model.classify(h);
  return model.take();
}

Program build_sage(DType dtype) {
  Model model("sage", dtype);
  Builder& b = model.builder();
  const Value a = model.adjacency();
  const Value weights = model.edge_weights();
  Value h = model.rows("x", kFeatures);
  const Value mean = spmm(b, a, model.dense(h, "neighbour0", 4), weights, "mean");
  h = model.bias(add(b, model.dense(h, "self0", 4), mean), "b0");
  h = elu(b, layer_norm(b, h, model.row("gamma", 4), model.row("beta", 4)).y);
  const Value far = model.dense(spmm(b, a, h, kNoValue, "mean"), "neighbour1", kClasses);
  h = linear(b, h, model.weight("self1", kClasses, 4), model.row("b1", kClasses),
             /*transpose_w=*/true);
  model.classify(add(b, h, far));
  return model.take();
}

Value attend(Model& model, Value a, Value x, const std::string& name, int64_t heads, int64_t cols) {
  Builder& b = model.builder();
  const Value h = reshape_heads(b, model.dense(x, name + "_w", heads * cols), heads);
  const Value receiver = head_dot(b, h, model.row(name + "_receiver", heads * cols));
  const Value sender = head_dot(b, h, model.row(name + "_sender", heads * cols));
  const Value scores = leaky_relu(b, edge_add(b, a, receiver, sender), 0.2);
  return spmm(b, a, h, dropout(b, segment_softmax(b, a, scores), 0.25));
}

Program build_gat(DType dtype) {
  Model model("gat", dtype);
  Builder& b = model.builder();
  const Value a = model.adjacency();
  Value h = attend(model, a, dropout(b, model.rows("x", kFeatures), 0.25), "layer0", 2, 3);
  h = elu(b, model.bias(reshape_heads(b, h, 1), "b0"));
  h = model.bias(head_mean(b, attend(model, a, h, "layer1", 2, kClasses)), "b1");
  model.classify(h);
  return model.take();
}

Program build_rgcn(DType dtype) {
  constexpr int64_t kRelations = 3, kBases = 2;
  Model model("rgcn", dtype);
  Builder& b = model.builder();
  const Value a = model.adjacency(kRelations);
  const Value norm = relation_norm(b, a, model.side());
  const Value table = model.weight("embedding", kRelations * kNodes, 4);
  Value h = relu(b, model.bias(relation_embedding(b, a, table, norm), "b0"));
  const Value v = reshape_heads(b, model.dense(h, "bases", kBases * 4), kBases);
  const Value coefficients =
      b.parameter("coefficients", weight_type(kRelations, kBases, model.side()), {});
  h = relu(b, add(b, relation_combine(b, a, v, coefficients, norm), model.dense(h, "self1", 4)));
  const Value expanded = relation_expand(b, a, h, coefficients, norm);
  h = add(b, h, model.dense(expanded, "after", 4));
  h = relation_linear(b, a, h, model.weight("stacked", kRelations * 4, kClasses), norm);
  model.classify(h);
  return model.take();
}

Program build_gin(DType dtype) {
  Model model("gin", dtype, /*symbolic=*/true);
  Builder& b = model.builder();
  const SpaceId graphs = b.add_space({"graphs", SpaceKind::kGraphs, kGraphs, true});
  const SpaceId members = b.add_space({"members", SpaceKind::kEdges, kNodes, true});
  const Value a = model.adjacency();
  const Value pool =
      b.adjacency("membership", model.adjacency_type(graphs, model.nodes(), members, 1), {});
  Value h = model.rows("x", kFeatures);
  h = add(b, scale(b, h, 1.5), spmm(b, a, h));
  h = model.bias(model.dense(h, "w0", 4), "b0");
  const BatchNorm norm =
      batch_norm(b, h, model.row("gamma", 4), model.row("beta", 4),
                 model.statistic("running_mean", 4), model.statistic("running_var", 4));
  b.update("running_mean", norm.running_mean);
  b.update("running_var", norm.running_var);
  h = dropout(b, relu(b, norm.y), 0.25);
  const Value logits = model.bias(model.dense(spmm(b, pool, h), "w1", kClasses), "b1");
  const Value targets =
      b.input("targets", dense_type(model.side(), graphs, kGraphs, kClasses), true);
  const Value weights =
      b.input("graph_weights", dense_type(model.side(), graphs, kGraphs, 1), true);
  // Any numbers serve as targets once they are in [0, 1]: the inputs are in [-1, 1).
  b.output("loss", binary_cross_entropy(b, logits, multiply(b, targets, targets), weights));
  return model.take();
}

Program build_mixed(DType dtype) {
  Model model("mixed", dtype);
  Builder& b = model.builder();
  const Value a = model.adjacency();
  Value h = model.dense(model.rows("x", kFeatures), "w0", 8);
  const Value left = reshape_heads(b, slice_columns(b, h, 0, 4), 2);
  const Value right = reshape_heads(b, slice_columns(b, h, 4, 4), 2);
  const Value scores = segment_softmax(b, a, sddmm(b, a, left, right, 2));
  h = add(b, spmm_max(b, a, reshape_heads(b, left, 1)),
          reshape_heads(b, spmm(b, a, right, scores), 1));
  h = row_scale(b, h, degree_scale(b, a, -0.5, model.side()));
  h = multiply(b, h, leaky_relu(b, model.bias(h, "b0"), 0.1));
  const Value norms = row_dot(b, h, h);
  h = pad_columns(b, row_scale(b, h, norms), 1, 6);
  model.classify(model.dense(h, "w1", kClasses));
  return model.take();
}

}  // namespace

const std::vector<SmallModel>& small_models() {
  static const std::vector<SmallModel> models = {
      {"gcn", build_gcn},   {"sage", build_sage}, {"gat", build_gat},
      {"rgcn", build_rgcn}, {"gin", build_gin},   {"mixed", build_mixed},
  };
  return models;
}

const SmallModel& small_model(std::string_view name) {
  for (const SmallModel& model : small_models()) {
    if (model.name == name) return model;
  }
  fail(ErrorKind::kInvalidArgument, "there is no small model '{}'", name);
}

}  // namespace heddle::test
