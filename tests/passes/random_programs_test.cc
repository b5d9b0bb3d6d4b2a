// Both stages on random Programs with random decisions: the same numbers, and idempotent.

#include "heddle/base/philox.h"
#include "heddle/ir/builder.h"
#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"
#include "heddle/passes/pipeline.h"
#include "tests/passes/gradient_outputs.h"
#include "tests/support/random_run.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace heddle::test {
namespace {

constexpr int64_t kNodes = 9, kEdges = 30;

// Grows a Program by operators that the passes look for, on values of two or four columns.
class RandomProgram {
 public:
  explicit RandomProgram(uint64_t seed) : random_{seed, 0, 0}, b_(program_) {
    nodes_ = b_.add_space({"nodes", SpaceKind::kNodes, kNodes});
    const SpaceId edges = b_.add_space({"edges", SpaceKind::kEdges, kEdges});
    Type graph;
    graph.form = Form::kAdjacency;
    graph.space = graph.senders = nodes_;
    graph.edges = edges;
    graph.rows = graph.cols = kNodes;
    graph.entries = kEdges;
    adjacency_ = b_.adjacency("graph", graph, {});
    norm_ = gcn_norm(b_, adjacency_, DType::kF64);
    values_ = {input("a", 4), input("b", 4), input("c", 2)};
  }

  Program make(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) values_.push_back(step());
    Value h = values_.back();
    for (const Value value : values_) {
      if (cols(value) == cols(h) && below(3) == 0) h = add(b_, h, value);
    }
    const Value weight = parameter(cols(h), 3);
    const Value labels = b_.input("labels", dense_type(DType::kI32, nodes_, kNodes, 1), true);
    b_.output("loss", cross_entropy(b_, linear(b_, h, weight), labels, input("weights", 1)));
    return std::move(program_);
  }

 private:
  int64_t below(int64_t bound) { return random_.word(next_++, 0) % bound; }
  int64_t cols(Value value) const { return b_.type(value).cols; }
  Value input(std::string_view name, int64_t columns) {
    return b_.input(name, dense_type(DType::kF64, nodes_, kNodes, columns), below(2) == 0);
  }
  Value parameter(int64_t rows, int64_t columns) {
    const std::string name = "w" + std::to_string(program_.slots.size());
    return b_.parameter(name, weight_type(rows, columns, DType::kF64), {});
  }
  // Mostly the newest, so that chains form.
  Value pick() {
    const auto count = static_cast<int64_t>(values_.size());
    return values_[static_cast<size_t>(below(3) == 0 ? below(count) : count - 1)];
  }
  Value propagate(Value x) {
    const Value a = below(4) == 0 ? transpose(b_, transpose(b_, adjacency_)) : adjacency_;
    return spmm(b_, a, x, below(2) == 0 ? norm_ : kNoValue, below(3) == 0 ? "mean" : "sum");
  }
  Value attend(Value x) {
    const Value h = reshape_heads(b_, x, 2);
    const Value receiver = head_dot(b_, h, parameter(1, cols(x)));
    const Value sender = head_dot(b_, h, parameter(1, cols(x)));
    const Value scores = leaky_relu(b_, edge_add(b_, adjacency_, receiver, sender), 0.2);
    const Value y = spmm(b_, adjacency_, h, segment_softmax(b_, adjacency_, scores));
    return reshape_heads(b_, y, 1);
  }
  Value keep_columns(Value x) {
    const KeptRows rows = maxk(b_, x, {.kept = 1 + below(2)});
    return scatter_columns(b_, rows.values, rows.positions);
  }
  Value step() {
    const Value x = pick();
    switch (below(14)) {
      case 0:
        return linear(b_, x, parameter(cols(x), 2));
      case 1:
        return linear(b_, x, parameter(cols(x), 4));
      case 2:
        return linear(b_, x, parameter(4, cols(x)), parameter(1, 4), /*transpose_w=*/true);
      case 3:
        return relu(b_, x);
      case 4:
        return elu(b_, x);
      case 5:
        return dropout(b_, x, below(3) == 0 ? 0.0 : 0.25);
      case 6:
        return add_bias(b_, x, parameter(1, cols(x)));
      case 7:
        return scale(b_, x, below(2) == 0 ? 1.0 : 0.5);
      case 8:
        return attend(x);
      case 9: {
        const Value self = linear(b_, x, parameter(cols(x), cols(x)));
        return add_bias(b_, add(b_, self, propagate(x)), parameter(1, cols(x)));
      }
      case 10:
        return keep_columns(x);
      case 11:
        return keep_columns(linear(b_, propagate(keep_columns(x)), parameter(cols(x), 4)));
      default:
        return propagate(x);
    }
  }

  RandomStream random_;
  int64_t next_ = 0;
  Program program_;
  Builder b_;
  SpaceId nodes_ = kNoSpace;
  Value adjacency_, norm_;
  std::vector<Value> values_;
};

PassOptions random_options(uint64_t seed) {
  const RandomStream random = {seed, 1, 0};
  PassOptions options;
  for (int64_t site = 0; site < 12; ++site) {
    options.decisions.linear_spmm.push_back(static_cast<LinearSpmmOrder>(random.word(site, 0) % 5));
  }
  options.decisions.normalization = static_cast<NormalizationPlace>(random.word(20, 0) % 3);
  options.decisions.kept_columns = static_cast<KeptColumns>(random.word(22, 0) % 3);
  options.decisions.recompute = {.enabled = random.word(21, 0) % 2 == 0, .min_bytes = 1};
  return options;
}

TEST(RandomPrograms, PassesKeepTheNumbers) {
  std::set<std::string> fired;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const Program forward = RandomProgram(seed).make(4 + static_cast<int64_t>(seed % 16));
    Program expected = forward;
    append_gradient_outputs(expected);

    PassOptions options = random_options(seed);
    std::string text = print_program(forward);
    options.on_run = [&](const PassRun& run) {
      const std::string after = print_program(run.after);
      if (after != text) fired.emplace(run.name);
      text = after;
    };
    Program actual = run_passes(forward, Stage::kBeforeAutodiff, options);
    append_gradient_outputs(actual);
    text = print_program(actual);
    actual = run_passes(std::move(actual), Stage::kAfterAutodiff, options);

    ASSERT_EQ(difference(interpret(expected, seed), interpret(actual, seed), 1e-9), "")
        << "seed " << seed << "\n"
        << print_program(forward);
    ASSERT_EQ(print_program(run_passes(actual, Stage::kAfterAutodiff, options)),
              print_program(actual))
        << "seed " << seed;
  }
  fired.emplace("encode_messages");  // it rounds: encode_messages.ir has its cases
  for (const Pass& pass : pass_table()) {
    EXPECT_TRUE(fired.contains(std::string(pass.name))) << pass.name << " never did anything";
  }
}

}  // namespace
}  // namespace heddle::test
