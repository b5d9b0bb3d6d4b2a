// What passes that have a choice are told. The planner makes candidate Programs with several
// decisions, costs them and keeps one; the defaults decide by widths and bytes alone.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/ops/message_format.h"

#include <cstdint>
#include <vector>

namespace heddle {

enum class LinearSpmmOrder : uint8_t {
  kKeep,
  kPropagateFirst,  // before all linear maps of its chain
  kLinearFirst,     // after all of them
  kByWidth,         // where rows are narrowest; first if it can then be computed once
  kByKeptWidth,     // the same, but rows of which columns are kept are as wide as these
};

// An spmm that may change places with linear maps.
struct LinearSpmmSite {
  int32_t spmm = -1;            // node
  std::vector<int64_t> widths;  // columns of its rows after 0, 1, 2, ... linear maps of its chain
  int64_t kept_width = 0;       // widths[0], or what values and positions of kept columns take
  size_t position = 0;          // how many linear maps stand before it now
  bool once_if_first = false;   // at position 0 it reads constants alone

  bool operator==(const LinearSpmmSite&) const = default;
};
std::vector<LinearSpmmSite> find_linear_spmm_sites(const Program& program);

enum class NormalizationPlace : uint8_t {
  kEdges,    // keep the weight of every edge
  kRows,     // scale rows before and after
  kByBytes,  // rows if that moves fewer bytes
};

// Which operators read the kept columns of rows instead of whole rows.
enum class KeptColumns : uint8_t {
  kEverywhere,
  kAlongEdges,  // spmm, but no linear map
  kNowhere,
};

struct RecomputeDecision {
  bool enabled = false;
  int64_t min_bytes = 1 << 20;  // smaller results are kept
  int64_t target_bytes = 0;     // stop when so little is alive at the peak
};

struct Decisions {
  // Per site in order; kByWidth for sites beyond the end.
  std::vector<LinearSpmmOrder> linear_spmm = {};
  NormalizationPlace normalization = NormalizationPlace::kByBytes;
  KeptColumns kept_columns = KeptColumns::kEverywhere;
  bool propagate_kept_gradients = true;
  MessageFormat automatic_messages = {};  // of sums whose messages are "auto"
  RecomputeDecision recompute = {};
};

}  // namespace heddle
