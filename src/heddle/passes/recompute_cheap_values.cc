// recompute_cheap_values: what costs one pass over rows is computed twice rather than kept from the
// forward pass to the backward pass. A dropout mask is drawn again from its counter, so the clone
// has the same bits.
//
// Candidates have a cheap operator and a big buffer that is read both before and after the loss. To
// recompute one frees its buffer from its last early to its first late reader. The pass looks where
// most memory is in use, takes the biggest candidate that would be freed there, and repeats, until
// the peak is low enough or no candidate covers it. A candidate is taken only if everything that
// its clone reads (or a clone of that) is alive at the first late reader anyway: then no other
// buffer lives longer, and at no node is more memory in use than before.
//
// Clones carry a recompute group. Source: Chen et al. 2016, with the choice of layers replaced by
// lives of buffers.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/elu.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/scale.h"
#include "heddle/passes/lifetimes.h"
#include "heddle/passes/live_profile.h"
#include "heddle/passes/passes.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

// One read and one write per element, nothing gathered.
bool is_cheap(const Node& node) {
  static constexpr std::array kCheap = {&kDropout,  &kRelu, &kElu,   &kLeakyRelu,
                                        &kRowScale, &kCast, &kScale, &kAddBias};
  return std::find(kCheap.begin(), kCheap.end(), node.op) != kCheap.end();
}

// The loss ends the forward pass.
int32_t end_of_forward(const Program& program) {
  const Value loss = program.find_output("loss");
  return loss.present() ? loss.node : static_cast<int32_t>(program.nodes.size());
}

struct Candidate {
  int32_t node = -1;
  int64_t bytes = 0;
  int32_t last_early = -1;  // reader, or the node itself
  int32_t first_late = -1;  // reader; the clone stands before it
  bool taken = false;

  bool covers(int32_t position) const { return last_early < position && position < first_late; }
};

class Recomputation {
 public:
  Recomputation(const Program& program, const RecomputeDecision& decision)
      : lifetimes_(program), rewriter_(program), turn_(end_of_forward(program)) {
    for (const Node& node : program.nodes) group_ = std::max(group_, node.recompute_group);
    ++group_;
    clones_.resize(program.nodes.size());
    find_candidates(decision.min_bytes);
    lower_the_peak(decision.target_bytes);
  }

  Program run() {
    const Program& source = rewriter_.source();
    for (int32_t i = 0; i < static_cast<int32_t>(source.nodes.size()); ++i) {
      if (i <= turn_) {
        rewriter_.copy(i);
      } else {
        append_late(i);
      }
    }
    return rewriter_.finish();
  }

 private:
  void find_candidates(int64_t min_bytes) {
    const Program& program = rewriter_.source();
    candidate_of_.assign(program.nodes.size(), -1);
    for (int32_t i = 0; i < turn_; ++i) {
      const Node& node = program.nodes[static_cast<size_t>(i)];
      if (!is_cheap(node) || node.once || node.recompute_group != 0) continue;
      const Value value = {i, 0};
      const int64_t bytes = node.results[0].bytes();
      if (bytes < min_bytes || lifetimes_.last_use(value) == Lifetimes::kForever) continue;
      const std::vector<int32_t>& readers = lifetimes_.readers(value);
      const auto late = std::upper_bound(readers.begin(), readers.end(), turn_);
      if (late == readers.end()) continue;
      const int32_t last_early = late == readers.begin() ? i : *(late - 1);
      candidates_.push_back({i, bytes, last_early, *late});
    }
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const Candidate& a, const Candidate& b) { return a.bytes > b.bytes; });
    for (size_t c = 0; c < candidates_.size(); ++c) {
      candidate_of_[static_cast<size_t>(candidates_[c].node)] = static_cast<int32_t>(c);
    }
  }

  void lower_the_peak(int64_t target_bytes) {
    LiveProfile profile(lifetimes_.live_bytes());
    while (profile.peak_bytes() > target_bytes) {
      Candidate* candidate = find_covering(profile.peak());
      if (candidate == nullptr) return;
      candidate->taken = true;
      profile.add(candidate->last_early + 1, candidate->first_late - 1, -candidate->bytes);
      // Its clone is a late reader of what it reads.
      for (const Value operand : rewriter_.source().node({candidate->node, 0}).operands) {
        Candidate* read = candidate_for(operand);
        if (read != nullptr) read->first_late = std::min(read->first_late, candidate->first_late);
      }
    }
  }

  // The biggest, and of equals the first: the one that is freed longest.
  Candidate* find_covering(int32_t position) {
    while (first_left_ < candidates_.size() && candidates_[first_left_].taken) ++first_left_;
    for (size_t c = first_left_; c < candidates_.size(); ++c) {
      Candidate& candidate = candidates_[c];
      if (!candidate.taken && candidate.covers(position) && can_be_cloned(candidate)) {
        return &candidate;
      }
    }
    return nullptr;
  }

  // The buffer of every operand, or of its clone, lives while the first late reader runs.
  bool can_be_cloned(const Candidate& candidate) {
    for (const Value operand : rewriter_.source().node({candidate.node, 0}).operands) {
      if (!operand.present()) continue;
      if (lifetimes_.last_use(lifetimes_.base(operand)) < candidate.first_late) return false;
      const Candidate* read = candidate_for(operand);
      if (read != nullptr && read->taken && read->first_late > candidate.first_late) return false;
    }
    return true;
  }

  // Null if what holds `value` is no candidate.
  Candidate* candidate_for(Value value) {
    if (!value.present()) return nullptr;
    const int32_t c = candidate_of_[static_cast<size_t>(lifetimes_.base(value).node)];
    return c < 0 ? nullptr : &candidates_[static_cast<size_t>(c)];
  }

  bool is_recomputed(Value value) {
    const Candidate* candidate = candidate_for(value);
    return candidate != nullptr && candidate->taken;
  }

  // A node behind the loss reads clones instead of what is recomputed.
  void append_late(int32_t index) {
    Node node = rewriter_.source().nodes[static_cast<size_t>(index)];
    for (Value& operand : node.operands) operand = late_value(operand);
    const auto results = static_cast<int32_t>(node.results.size());
    const Value first = rewriter_.builder().append_node(std::move(node));
    for (int32_t r = 0; r < results; ++r) rewriter_.map({index, r}, {first.node, r});
  }

  // What a late node reads for `value`; appends clones (of aliases in between too) the first time.
  Value late_value(Value value) {
    if (!is_recomputed(value) || value.node > turn_) return rewriter_.mapped(value);
    const auto node = static_cast<size_t>(value.node);
    if (clones_[node].present()) return clones_[node];
    Node clone = rewriter_.source().node(value);
    for (Value& operand : clone.operands) operand = late_value(operand);
    clone.recompute_group = group_;
    clones_[node] = rewriter_.builder().append_node(std::move(clone));
    return clones_[node];
  }

  Lifetimes lifetimes_;
  Rewriter rewriter_;
  int32_t turn_;
  int32_t group_ = 0;
  std::vector<Candidate> candidates_;  // biggest first
  std::vector<int32_t> candidate_of_;  // by node; -1
  size_t first_left_ = 0;              // candidates before it are taken
  std::vector<Value> clones_;          // by node; cheap operators and aliases have one result
};

}  // namespace

Program recompute_cheap_values(const Program& program, const RecomputeDecision& decision) {
  if (!decision.enabled) return program;
  return Recomputation(program, decision).run();
}

}  // namespace heddle
