#include "heddle/kernels/cpu/relation_groups.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

// Fewer are not worth a task and a copy of the result.
constexpr int64_t kMinRunsPerGroup = 2048;

int64_t all_runs(const AdjacencyView& a) {
  if (a.entries() == 0) return 0;
  return a.segments.segments == 0 ? a.rows : a.segments.segments;
}

}  // namespace

// A relation of n runs has ceil(n / runs_per_group) groups, so all relations together have at most
// all_runs / runs_per_group <= kMaxExtraGroups beside the first ones.
RunGroups::RunGroups(const AdjacencyView& a, int64_t* first_parts)
    : a_(a),
      runs_per_group_(
          std::max(kMinRunsPerGroup, (all_runs(a) + kMaxExtraGroups - 1) / kMaxExtraGroups)),
      first_parts_(first_parts) {
  first_parts[0] = 0;
  for (int64_t r = 0; r < a.relations; ++r) {
    const int64_t runs = runs_before(r + 1) - runs_before(r);
    first_parts[r + 1] = first_parts[r] + std::max<int64_t>(0, (runs - 1) / runs_per_group_);
  }
}

int64_t RunGroups::runs_before(int64_t relation) const {
  if (a_.entries() == 0) return 0;
  if (a_.segments.segments == 0) return relation == 0 ? 0 : a_.rows;
  return a_.segments.relation_offsets[relation];
}

RunGroup RunGroups::group(int64_t index) const {
  const bool is_first = index < a_.relations;
  const int64_t part = is_first ? -1 : index - a_.relations;
  const int64_t relation =
      is_first ? index
               : std::upper_bound(first_parts_, first_parts_ + a_.relations + 1, part) -
                     first_parts_ - 1;
  const int64_t place = is_first ? 0 : 1 + part - first_part(relation);
  const int64_t begin = runs_before(relation) + place * runs_per_group_;
  return {relation, begin, std::min(begin + runs_per_group_, runs_before(relation + 1)), part};
}

}  // namespace heddle::cpu
