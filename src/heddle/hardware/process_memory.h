// What this process holds, as the system counts it.
#pragma once

#include <cstdint>

namespace heddle {

int64_t resident_bytes();       // now
int64_t peak_resident_bytes();  // high-water mark since the start of the process

}  // namespace heddle
