#include "heddle/base/thread_count.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <thread>

namespace heddle {

int thread_count(int wanted) {
  require(wanted >= 0 && wanted <= 4096, "threads = {}, needs 1 to 4096 or 0 (all)", wanted);
  if (wanted > 0) return wanted;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace heddle
