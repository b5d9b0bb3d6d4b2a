// Measures the rates of a HardwareProfile with plain loops. Memory is measured by reading one word
// of every cache line: what limits is the lines under way, not the additions.
//
// Every rate is the best of several short runs: other programs only ever make a run slower.

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#include "heddle/hardware/cpu_features.h"
#include "heddle/hardware/profile.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string>
#include <sys/mman.h>

namespace heddle {
namespace {

constexpr int64_t kWord = sizeof(uint64_t);
constexpr int64_t kLineWords = 64 / kWord;
constexpr int kRepeats = 3;
constexpr int64_t kChunks = 64;  // tasks of one run

// Anonymous memory on huge pages, as features and activations lie.
class Memory {
 public:
  explicit Memory(int64_t bytes) : bytes_(bytes) {
    void* data = ::mmap(nullptr, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
      fail(ErrorKind::kOutOfMemory, "hardware: the system refuses {} for measuring",
           format_bytes(bytes));
    }
    ::madvise(data, static_cast<size_t>(bytes), MADV_HUGEPAGE);
    words_ = static_cast<uint64_t*>(data);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { ::munmap(words_, static_cast<size_t>(bytes_)); }

  uint64_t* words() const { return words_; }
  int64_t bytes() const { return bytes_; }

 private:
  uint64_t* words_ = nullptr;
  int64_t bytes_;
};

// Sums that nobody reads go here, so that the compiler keeps the loops that make them.
std::atomic<uint64_t> sink;

template <class Body>
double best_seconds(const Body& body) {
  double best = 1e30;
  for (int i = 0; i < kRepeats; ++i) {
    const Timer timer;
    body();
    best = std::min(best, timer.seconds());
  }
  return best;
}

double sequential_rate(const Memory& memory, int threads) {
  const int64_t chunk = memory.bytes() / kWord / kChunks;
  const double seconds = best_seconds([&] {
    parallel_for(threads, kChunks, [&](int64_t i) {
      uint64_t sum = 0;
      const uint64_t* words = memory.words() + i * chunk;
      for (int64_t w = 0; w < chunk; w += kLineWords) sum += words[w];
      sink += sum;
    });
  });
  return static_cast<double>(chunk * kChunks * kWord) / seconds;
}

// A permutation-like walk without a pattern that hardware could follow (splitmix64's finisher).
uint64_t scatter(uint64_t i) {
  i = (i ^ (i >> 30)) * 0xbf58476d1ce4e5b9ULL;
  i = (i ^ (i >> 27)) * 0x94d049bb133111ebULL;
  return i ^ (i >> 31);
}

template <int64_t row_bytes>
uint64_t read_rows(const uint64_t* words, uint64_t rows, uint64_t begin, uint64_t end) {
  constexpr int64_t kRowWords = row_bytes / kWord;
  constexpr uint64_t kAhead = std::clamp<int64_t>(16384 / row_bytes, 4, 64);
  const auto row = [&](uint64_t i) {
    return words + static_cast<int64_t>(scatter(i) % rows) * kRowWords;
  };
  uint64_t sum = 0;
  for (uint64_t i = begin; i < end; ++i) {
    const uint64_t* coming = row(i + kAhead);
    for (int64_t w = 0; w < kRowWords; w += kLineWords) __builtin_prefetch(coming + w, 0, 2);
    const uint64_t* here = row(i);
    for (int64_t w = 0; w < kRowWords; w += kLineWords) sum += here[w];
  }
  return sum;
}

template <int64_t row_bytes>
double random_rate(const Memory& memory, int64_t matrix_bytes, int64_t read_bytes, int threads) {
  const auto rows = static_cast<uint64_t>(std::min(matrix_bytes, memory.bytes()) / row_bytes);
  const auto chunk = static_cast<uint64_t>(read_bytes / row_bytes / kChunks);
  const double seconds = best_seconds([&] {
    parallel_for(threads, kChunks, [&](int64_t i) {
      const uint64_t begin = static_cast<uint64_t>(i) * chunk;
      sink += read_rows<row_bytes>(memory.words(), rows, begin, begin + chunk);
    });
  });
  return static_cast<double>(chunk * kChunks) * row_bytes / seconds;
}

// Cycles per second, from a chain of multiplications and additions: 3 + 1 cycles on every x86-64
// core of the last ten years and on current Arm cores.
double clock_rate() {
  constexpr int64_t kSteps = 2'000'000;
  const double seconds = best_seconds([&] {
    uint64_t value = sink | 1;
    for (int64_t i = 0; i < kSteps; ++i) value = value * 6364136223846793005ULL + 1;
    sink += value;
  });
  return 4.0 * kSteps / seconds;
}

double launch_seconds(int threads) {
  constexpr int kLaunches = 200;
  const auto launch = [&] { parallel_for(threads, threads, [](int64_t) {}); };
  launch();
  return best_seconds([&] {
           for (int i = 0; i < kLaunches; ++i) launch();
         }) /
         kLaunches;
}

// Operations per cycle and core that oneDNN reaches at least on large products, from the width of
// the units and a margin of a third; AVX-512 counts one unit, since some CPUs have no more.
void estimate_flops(HardwareProfile& profile, double clock) {
  const CpuFeatures& features = cpu_features();
  const double cores = profile.threads;
  const double per_cycle = features.avx512 || features.avx2 ? 32 : 8;
  profile.f32_flops = clock * cores * per_cycle * 2 / 3;
  const double gain = features.amx_bf16 ? 4 : features.avx512_bf16 ? 1.8 : 0.7;
  profile.bf16_flops = profile.f32_flops * gain;
}

// Bytes of the cache of `level` that holds data; 0 if the system does not say.
int64_t cache_bytes(int level) {
  for (int index = 0; index < 8; ++index) {
    const std::string folder =
        "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/";
    int found = 0;
    std::string type;
    int64_t kibibytes = 0;
    std::ifstream(folder + "level") >> found;
    std::ifstream(folder + "type") >> type;
    std::ifstream(folder + "size") >> kibibytes;  // "32768K"
    if (found == level && type != "Instruction" && kibibytes > 0) return kibibytes << 10;
  }
  return 0;
}

}  // namespace

HardwareProfile measure_hardware(int threads) {
  constexpr int64_t kMebi = int64_t{1} << 20;
  HardwareProfile profile;
  profile.cpu = cpu_name();
  profile.threads = threads;
  if (const int64_t bytes = cache_bytes(2); bytes > 0) profile.l2_bytes = bytes;
  profile.l3_bytes = std::max(cache_bytes(3), profile.l2_bytes);

  const int64_t bytes = std::clamp(3 * profile.l3_bytes, 96 * kMebi, 256 * kMebi);
  const Memory memory(bytes);
  profile.measurement_bytes = bytes;
  parallel_ranges(threads, bytes / kWord, bytes / kWord / kChunks, [&](int64_t begin, int64_t end) {
    std::fill(memory.words() + begin, memory.words() + end, uint64_t{1});
  });
  profile.sequential_bytes_per_second = sequential_rate(memory, threads);
  profile.random_64_bytes_per_second = random_rate<64>(memory, bytes, 64 * kMebi, threads);
  profile.random_1024_bytes_per_second = random_rate<1024>(memory, bytes, 256 * kMebi, threads);
  const int64_t cached = std::min(profile.l3_bytes / 2, bytes);
  profile.cached_bytes_per_second =
      std::max(random_rate<1024>(memory, cached, 512 * kMebi, threads),
               profile.random_1024_bytes_per_second);
  const double clock = clock_rate();
  profile.scalar_ops_per_second = clock;
  estimate_flops(profile, clock);
  profile.seconds_per_launch = launch_seconds(threads);
  return profile;
}

}  // namespace heddle
