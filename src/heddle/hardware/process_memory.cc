#include "heddle/hardware/process_memory.h"

#include <fstream>
#include <string>

namespace heddle {
namespace {

// "VmHWM:     1234 kB" in /proc/self/status; 0 where the system has no such file.
int64_t read_status(const std::string& key) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != key) continue;
    int64_t kibibytes = 0;
    status >> kibibytes;
    return kibibytes * 1024;
  }
  return 0;
}

}  // namespace

int64_t resident_bytes() { return read_status("VmRSS:"); }

int64_t peak_resident_bytes() { return read_status("VmHWM:"); }

}  // namespace heddle
