#include "tests/steady_state/allocation_counter.h"

#include <execinfo.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <dlfcn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc's own functions under their other names.
extern "C" {
void* libc_malloc(size_t size) __asm__("__libc_malloc");
void* libc_calloc(size_t count, size_t size) __asm__("__libc_calloc");
void* libc_realloc(void* old, size_t size) __asm__("__libc_realloc");
void* libc_memalign(size_t alignment, size_t size) __asm__("__libc_memalign");
void libc_free(void* pointer) __asm__("__libc_free");
}

namespace heddle::test {
namespace {

constexpr int kMaxFrames = 32;
constexpr int64_t kKeptStacks = 4;

struct Stack {
  std::array<void*, kMaxFrames> frames;
  int begin = 0, end = 0;  // what is inside this file is left out
};

std::atomic<bool> counting = false;
std::atomic<int64_t> heddle_count = 0, library_count = 0;
std::array<Stack, kKeptStacks> kept;

enum class Owner { kHeddle, kLibrary, kNobody };

// Code of the C and C++ runtimes belongs to nobody.
Owner owner_of(void* address) {
  Dl_info here, there;
  dladdr(reinterpret_cast<void*>(&owner_of), &here);
  if (dladdr(address, &there) == 0) return Owner::kNobody;
  if (there.dli_fbase == here.dli_fbase) return Owner::kHeddle;
  const std::string_view file = there.dli_fname;
  const bool library = file.find("libdnnl") != file.npos || file.find("libgomp") != file.npos;
  return library ? Owner::kLibrary : Owner::kNobody;
}

// The stack of the function that returns to `caller`.
Stack stack_from(void* caller) {
  Stack stack;
  stack.end = backtrace(stack.frames.data(), kMaxFrames);
  const auto* place = std::find(stack.frames.begin(), stack.frames.begin() + stack.end, caller);
  stack.begin = static_cast<int>(place - stack.frames.begin());
  return stack;
}

// Where nobody is found, it is Heddle's.
bool is_of_library(const Stack& stack) {
  for (int i = stack.begin; i < stack.end; ++i) {
    const Owner owner = owner_of(stack.frames[static_cast<size_t>(i)]);
    if (owner != Owner::kNobody) return owner == Owner::kLibrary;
  }
  return false;
}

void record(void* caller) {
  if (!counting.load(std::memory_order_relaxed)) return;
  if (owner_of(caller) == Owner::kLibrary) {  // most are, and a stack takes long
    ++library_count;
    return;
  }
  const Stack stack = stack_from(caller);
  if (is_of_library(stack)) {
    ++library_count;
    return;
  }
  const int64_t index = heddle_count++;
  if (index < kKeptStacks) kept[static_cast<size_t>(index)] = stack;
}

void append_text(std::string& text, const Stack& stack) {
  char** names = backtrace_symbols(stack.frames.data() + stack.begin, stack.end - stack.begin);
  if (names == nullptr) return;
  for (int i = 0; i < stack.end - stack.begin; ++i) text.append(names[i]).append("\n");
  text += "\n";
  libc_free(names);
}

}  // namespace

void start_counting() {
  void* frame = nullptr;
  backtrace(&frame, 1);  // the first call allocates
  heddle_count = library_count = 0;
  counting = true;
}

AllocationCount stop_counting() {
  counting = false;
  AllocationCount count = {heddle_count, library_count, ""};
  for (int64_t i = 0; i < std::min(count.heddle, kKeptStacks); ++i) {
    append_text(count.stacks, kept[static_cast<size_t>(i)]);
  }
  return count;
}

}  // namespace heddle::test

using heddle::test::record;

extern "C" {

void* malloc(size_t size) noexcept {
  record(__builtin_return_address(0));
  return libc_malloc(size);
}

void* calloc(size_t count, size_t size) noexcept {
  record(__builtin_return_address(0));
  return libc_calloc(count, size);
}

void* realloc(void* old, size_t size) noexcept {
  record(__builtin_return_address(0));
  return libc_realloc(old, size);
}

void* memalign(size_t alignment, size_t size) noexcept {
  record(__builtin_return_address(0));
  return libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) noexcept {
  record(__builtin_return_address(0));
  return libc_memalign(alignment, size);
}

int posix_memalign(void** result, size_t alignment, size_t size) noexcept {
  record(__builtin_return_address(0));
  *result = libc_memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}

void free(void* pointer) noexcept { libc_free(pointer); }

void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) noexcept {
  record(__builtin_return_address(0));
  return reinterpret_cast<void*>(
      ::syscall(SYS_mmap, address, size, protection, flags, file, offset));
}

}  // extern "C"
