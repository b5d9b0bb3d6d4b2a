// Quantities as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace heddle {

std::string format_bytes(int64_t bytes);     // "1.50 GiB"
std::string format_seconds(double seconds);  // "340 us", "2.1 s", "3 min 20 s"
std::string format_count(int64_t count);     // "1,234,567"

}  // namespace heddle
