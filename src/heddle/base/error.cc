#include "heddle/base/error.h"

namespace heddle {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
      return "InvalidArgument";
    case ErrorKind::kUnsupported:
      return "Unsupported";
    case ErrorKind::kOutOfMemory:
      return "OutOfMemory";
    case ErrorKind::kIo:
      return "Io";
    case ErrorKind::kDevice:
      return "Device";
    case ErrorKind::kInternal:
      return "Internal";
  }
  return "Internal";
}

}  // namespace heddle
