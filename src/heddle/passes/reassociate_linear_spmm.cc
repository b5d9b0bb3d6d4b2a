// reassociate_linear_spmm: A (X W) = (A X) W, so rows travel along edges where they are narrowest.
//
// A chain is a run of linear maps and spmm operators, each reading the rows of the one before and
// being its only user. Inside a chain the linear maps keep their order, the spmm operators keep
// theirs, and any interleaving computes the same. An spmm takes part if its weights, if any, are
// one number per edge: heads are columns, and a linear map mixes them. A linear map with a bias
// can only end a chain, because A (X W + 1 b) is not (A X) W + 1 b; an spmm that moves behind it
// leaves the bias to an add_bias at the end.
//
// With fixed features, an spmm at the front of its chain is computed once (hoist_constants): that
// beats any width.
//
// Source: the order of operations in GCN implementations, for example Huang et al. 2021.

#include "heddle/base/error.h"
#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/scale.h"
#include "heddle/ops/scatter_columns.h"
#include "heddle/ops/spmm.h"
#include "heddle/passes/constants.h"
#include "heddle/passes/passes.h"
#include "heddle/passes/uses.h"

#include <algorithm>

namespace heddle {
namespace {

bool is_plain(const Node& node) {
  return !node.once && node.recompute_group == 0 &&
         activation_of(node.attributes) == Activation::kNone;
}

bool is_movable_spmm(const Program& program, const Node& node) {
  if (node.op != &kSpmm || !is_plain(node) || node.operands[3].present()) return false;
  return !node.operands[2].present() || program.type(node.operands[2]).cols == 1;
}

bool is_movable_linear(const Program& program, const Node& node) {
  return node.op == &kLinear && is_plain(node) && program.type(node.operands[0]).is_dense();
}

// What compute_on_kept_columns lets pass to the kept columns.
bool is_cast_or_scaled(const Node& node) {
  return node.op == &kCast || node.op == &kDropout || node.op == &kScale || node.op == &kRowScale;
}

size_t row_operand(const Node& node) { return node.op == &kSpmm ? 1 : 0; }

// One chain: nodes in order, and for every spmm the number of linear maps before it.
struct Chain {
  std::vector<int32_t> linears, spmms;
  std::vector<size_t> positions;  // per spmm
  Value input;
  int32_t last = -1;  // node

  void append(int32_t index, bool is_spmm) {
    if (is_spmm) {
      spmms.push_back(index);
      positions.push_back(linears.size());
    } else {
      linears.push_back(index);
    }
    last = index;
  }
};

// Every chain that has both a linear map and an spmm, by its last node.
std::vector<Chain> find_chains(const Program& program) {
  const Uses uses(program);
  std::vector<Chain> chains;
  std::vector<int32_t> chain_ending_at(program.nodes.size(), -1);
  for (int32_t i = 0; i < static_cast<int32_t>(program.nodes.size()); ++i) {
    const Node& node = program.nodes[static_cast<size_t>(i)];
    const bool is_spmm = is_movable_spmm(program, node);
    if (!is_spmm && !is_movable_linear(program, node)) continue;
    const Value rows = node.operands[row_operand(node)];
    const Node& before = program.node(rows);
    const bool ends_with_bias = before.op == &kLinear && before.operands[2].present();
    int32_t& chain = chain_ending_at[static_cast<size_t>(rows.node)];
    int32_t& mine = chain_ending_at[static_cast<size_t>(i)];
    if (chain >= 0 && uses.only_user(rows) == i && !ends_with_bias) {
      mine = chain;
      chain = -1;
    } else {
      mine = static_cast<int32_t>(chains.size());
      chains.emplace_back().input = rows;
    }
    chains[static_cast<size_t>(mine)].append(i, is_spmm);
  }
  std::erase_if(chains, [](const Chain& c) { return c.linears.empty() || c.spmms.empty(); });
  return chains;
}

bool reads_constants(const std::vector<bool>& constant, const Chain& chain, const Node& spmm) {
  for (const Value value : {chain.input, spmm.operands[0], spmm.operands[2]}) {
    if (value.present() && !constant[static_cast<size_t>(value.node)]) return false;
  }
  return true;
}

// Columns of rows that carry as much as these along an edge: fewer than there are where only the
// kept columns, with their positions, have to.
int64_t kept_width(const Program& program, Value rows) {
  const Type& type = program.type(rows);
  while (is_cast_or_scaled(program.node(rows))) rows = program.node(rows).operands[0];
  const Node& node = program.node(rows);
  if (node.op != &kScatterColumns) return type.cols;
  const Type& positions = program.type(node.operands[1]);
  const int64_t bytes = positions.kept * (size_of(type.dtype) + size_of(positions.dtype));
  return std::min(type.cols, bytes / size_of(type.dtype));
}

LinearSpmmSite site_of(const Program& program, const std::vector<bool>& constant,
                       const Chain& chain, size_t k) {
  LinearSpmmSite site;
  site.spmm = chain.spmms[k];
  site.position = chain.positions[k];
  site.widths.push_back(program.type(chain.input).cols);
  site.kept_width = kept_width(program, chain.input);
  for (const int32_t linear : chain.linears) site.widths.push_back(program.type({linear, 0}).cols);
  site.once_if_first =
      reads_constants(constant, chain, program.nodes[static_cast<size_t>(site.spmm)]);
  return site;
}

size_t narrowest(const LinearSpmmSite& site, size_t lowest) {
  if (site.once_if_first && lowest == 0) return 0;
  size_t best = std::max(site.position, lowest);
  for (size_t p = lowest; p < site.widths.size(); ++p) {
    if (site.widths[p] < site.widths[best]) best = p;
  }
  return best;
}

// The decided position, at least `lowest`: where the spmm before it in the chain went.
size_t decided_position(const LinearSpmmSite& site, LinearSpmmOrder order, size_t lowest) {
  switch (order) {
    case LinearSpmmOrder::kKeep:
      return std::max(site.position, lowest);
    case LinearSpmmOrder::kPropagateFirst:
      return lowest;
    case LinearSpmmOrder::kLinearFirst:
      return site.widths.size() - 1;
    case LinearSpmmOrder::kByWidth:
      return narrowest(site, lowest);
    case LinearSpmmOrder::kByKeptWidth: {
      LinearSpmmSite narrow = site;
      narrow.widths[0] = site.kept_width;
      return narrowest(narrow, lowest);
    }
  }
  return lowest;
}

class Reassociator {
 public:
  Reassociator(const Program& program, const std::vector<LinearSpmmOrder>& orders)
      : rewriter_(program), chains_(find_chains(program)) {
    decide(program, orders);
  }

  Program run() {
    const Program& source = rewriter_.source();
    std::vector<int32_t> moved(source.nodes.size(), -1);  // node -> chain that is written anew
    for (size_t c = 0; c < chains_.size(); ++c) {
      if (decided_[c] == chains_[c].positions) continue;
      for (const auto& nodes : {chains_[c].linears, chains_[c].spmms}) {
        for (const int32_t node : nodes) moved[static_cast<size_t>(node)] = static_cast<int32_t>(c);
      }
    }
    for (int32_t i = 0; i < static_cast<int32_t>(source.nodes.size()); ++i) {
      const int32_t c = moved[static_cast<size_t>(i)];
      if (c < 0) {
        rewriter_.copy(i);
      } else if (chains_[static_cast<size_t>(c)].last == i) {
        append_chain(chains_[static_cast<size_t>(c)], decided_[static_cast<size_t>(c)]);
      }
    }
    return rewriter_.finish();
  }

 private:
  // Sites are numbered by their spmm; the walk over a chain gives lower bounds.
  void decide(const Program& program, const std::vector<LinearSpmmOrder>& orders) {
    std::vector<int32_t> spmms;
    for (const Chain& chain : chains_) {
      spmms.insert(spmms.end(), chain.spmms.begin(), chain.spmms.end());
    }
    std::sort(spmms.begin(), spmms.end());
    const std::vector<bool> constant = find_constants(program);
    for (const Chain& chain : chains_) {
      std::vector<size_t>& positions = decided_.emplace_back();
      size_t lowest = 0;
      for (size_t k = 0; k < chain.spmms.size(); ++k) {
        const auto place = std::lower_bound(spmms.begin(), spmms.end(), chain.spmms[k]);
        const auto number = static_cast<size_t>(place - spmms.begin());
        const LinearSpmmOrder order =
            number < orders.size() ? orders[number] : LinearSpmmOrder::kByWidth;
        lowest = decided_position(site_of(program, constant, chain, k), order, lowest);
        positions.push_back(lowest);
      }
    }
  }

  void append_chain(const Chain& chain, const std::vector<size_t>& positions) {
    Value rows = rewriter_.mapped(chain.input);
    size_t spmm = 0;
    Value bias;
    for (size_t position = 0; position <= chain.linears.size(); ++position) {
      for (; spmm < positions.size() && positions[spmm] == position; ++spmm) {
        rows = append_moved(chain.spmms[spmm], rows);
      }
      if (position == chain.linears.size()) break;
      const bool spmm_follows = spmm < positions.size();
      rows = append_linear(chain.linears[position], rows, spmm_follows, bias);
    }
    if (bias.present()) rows = add_bias(rewriter_.builder(), rows, bias);
    check(rewriter_.builder().type(rows) == rewriter_.source().type({chain.last, 0}),
          "reassociate_linear_spmm: the chain has another type");
    rewriter_.map({chain.last, 0}, rows);
  }

  // A bias that an spmm would have to pass is handed to the caller.
  Value append_linear(int32_t index, Value rows, bool without_bias, Value& bias) {
    const Node& node = rewriter_.source().nodes[static_cast<size_t>(index)];
    if (!without_bias || !node.operands[2].present()) return append_moved(index, rows);
    bias = rewriter_.mapped(node.operands[2]);
    return append_moved(index, rows, /*without_bias=*/true);
  }

  Value append_moved(int32_t index, Value rows, bool without_bias = false) {
    Node node = rewriter_.source().nodes[static_cast<size_t>(index)];
    const size_t row = row_operand(node);
    for (size_t o = 0; o < node.operands.size(); ++o) {
      if (o != row) node.operands[o] = rewriter_.mapped(node.operands[o]);
    }
    node.operands[row] = rows;
    if (without_bias) node.operands[2] = kNoValue;
    return rewriter_.builder().append_node(std::move(node));
  }

  Rewriter rewriter_;
  std::vector<Chain> chains_;
  std::vector<std::vector<size_t>> decided_;  // per chain, per spmm
};

}  // namespace

std::vector<LinearSpmmSite> find_linear_spmm_sites(const Program& program) {
  const std::vector<bool> constant = find_constants(program);
  std::vector<LinearSpmmSite> sites;
  for (const Chain& chain : find_chains(program)) {
    for (size_t k = 0; k < chain.spmms.size(); ++k)
      sites.push_back(site_of(program, constant, chain, k));
  }
  std::sort(sites.begin(), sites.end(),
            [](const LinearSpmmSite& a, const LinearSpmmSite& b) { return a.spmm < b.spmm; });
  return sites;
}

Program reassociate_linear_spmm(const Program& program,
                                const std::vector<LinearSpmmOrder>& orders) {
  return Reassociator(program, orders).run();
}

}  // namespace heddle
