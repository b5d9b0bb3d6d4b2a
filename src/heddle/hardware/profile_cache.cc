// The profile of a machine in the user's cache directory, one JSON file per CPU and thread count:
// $XDG_CACHE_HOME/heddle/hardware-<cpu>-<threads>.json, or below ~/.cache.

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"
#include "heddle/base/json.h"
#include "heddle/hardware/cpu_features.h"
#include "heddle/hardware/profile.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

namespace heddle {
namespace {

constexpr int kFormat = 1;  // raised when a measurement changes its meaning

// Other programs make a measurement worse, never better: after this time the machine is measured
// once more, and the better of both rates count.
constexpr auto kRefreshAfter = std::chrono::hours(24);

// Every number of a profile by its name: writing and reading cannot disagree.
template <class Profile, class Visit>
void visit_numbers(Profile& profile, const Visit& visit) {
  visit("l2_bytes", profile.l2_bytes);
  visit("l3_bytes", profile.l3_bytes);
  visit("sequential_bytes_per_second", profile.sequential_bytes_per_second);
  visit("random_64_bytes_per_second", profile.random_64_bytes_per_second);
  visit("random_1024_bytes_per_second", profile.random_1024_bytes_per_second);
  visit("cached_bytes_per_second", profile.cached_bytes_per_second);
  visit("f32_flops", profile.f32_flops);
  visit("bf16_flops", profile.bf16_flops);
  visit("scalar_ops_per_second", profile.scalar_ops_per_second);
  visit("seconds_per_launch", profile.seconds_per_launch);
}

// Empty if the environment names no place.
std::filesystem::path cache_directory() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache != '\0') return std::filesystem::path(cache) / "heddle";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return std::filesystem::path(home) / ".cache" / "heddle";
  return {};
}

std::filesystem::path cache_file(const std::string& cpu, int threads) {
  const std::filesystem::path directory = cache_directory();
  if (directory.empty()) return {};
  std::string name = "hardware-";
  for (const char c : cpu) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += c;
    } else if (name.back() != '-') {
      name += '-';
    }
  }
  return directory / (name + '-' + std::to_string(threads) + ".json");
}

// Nothing if the file is absent, is something else, or belongs to another CPU.
std::optional<HardwareProfile> read(const std::filesystem::path& file, const std::string& cpu,
                                    int threads) try {
  std::ifstream stream(file);
  const ParsedJson json = parse_json(std::string(std::istreambuf_iterator<char>(stream), {}));
  if (json.at("format") != kFormat || json.at("cpu") != cpu || json.at("threads") != threads) {
    return std::nullopt;
  }
  HardwareProfile profile;
  bool positive = true;
  visit_numbers(profile, [&]<class T>(const char* name, T& value) {
    value = json.at(name).template get<T>();
    positive = positive && value > 0;
  });
  if (!positive) return std::nullopt;
  profile.cpu = cpu;
  profile.threads = threads;
  return profile;
} catch (const ParsedJson::exception&) {
  return std::nullopt;
}

void write(const std::filesystem::path& file, const HardwareProfile& profile) {
  Json json = {{"format", kFormat}, {"cpu", profile.cpu}, {"threads", profile.threads}};
  visit_numbers(profile, [&](const char* name, const auto& value) { json[name] = value; });
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  try {
    write_file_atomically(file, print_json(json, 2) + "\n");
  } catch (const Error&) {
    return;  // a directory that cannot be written costs a second per start, nothing else
  }
}

bool is_old(const std::filesystem::path& file) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(file, error);
  return error || std::filesystem::file_time_type::clock::now() - written > kRefreshAfter;
}

void keep_better_rates(const HardwareProfile& old, HardwareProfile& profile) {
  const auto keep = [](double before, double& now) { now = std::max(before, now); };
  keep(old.sequential_bytes_per_second, profile.sequential_bytes_per_second);
  keep(old.random_64_bytes_per_second, profile.random_64_bytes_per_second);
  keep(old.random_1024_bytes_per_second, profile.random_1024_bytes_per_second);
  keep(old.cached_bytes_per_second, profile.cached_bytes_per_second);
  keep(old.f32_flops, profile.f32_flops);
  keep(old.bf16_flops, profile.bf16_flops);
  keep(old.scalar_ops_per_second, profile.scalar_ops_per_second);
  profile.seconds_per_launch = std::min(old.seconds_per_launch, profile.seconds_per_launch);
}

}  // namespace

HardwareProfile load_or_measure_hardware(int threads) {
  const std::string cpu = cpu_name();
  const std::filesystem::path file = cache_file(cpu, threads);
  if (file.empty()) return measure_hardware(threads);
  const std::optional<HardwareProfile> known = read(file, cpu, threads);
  if (known && !is_old(file)) return *known;
  HardwareProfile profile = measure_hardware(threads);
  if (known) keep_better_rates(*known, profile);
  write(file, profile);
  return profile;
}

}  // namespace heddle
