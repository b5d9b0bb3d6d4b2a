#include "heddle/ops/moved_bytes.h"

namespace heddle {

double moved_bytes(std::span<const Type> operands, std::span<const Type> results) {
  double bytes = 0;
  for (const Type& type : operands) bytes += static_cast<double>(type.bytes());
  for (const Type& type : results) bytes += static_cast<double>(type.bytes());
  return bytes;
}

}  // namespace heddle
