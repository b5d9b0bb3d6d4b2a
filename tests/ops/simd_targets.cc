#include "tests/ops/simd_targets.h"

#ifdef HEDDLE_HAVE_HIGHWAY
#include <hwy/targets.h>
#endif

namespace heddle::test {

#ifdef HEDDLE_HAVE_HIGHWAY

void for_each_simd_target(const std::function<void(const std::string&)>& body) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
    body(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

#else

void for_each_simd_target(const std::function<void(const std::string&)>&) {}

#endif

}  // namespace heddle::test
