#include "heddle/runtime/state.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/base/sha256.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace heddle {
namespace {

// Initial values use a step that training never reaches, so they share no numbers with dropout.
constexpr uint32_t kInitializerStep = 0xffffffff;

// FNV-1a, cut to the 24 bits that a stream may have.
uint32_t stream_of(std::string_view name) {
  uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
  return (hash ^ (hash >> 24)) & 0xffffffu;
}

// Box and Muller's transform of two uniform numbers, computed in double.
double normal_from_words(uint32_t a, uint32_t b) {
  const double u = (static_cast<double>(a) + 0.5) * 0x1.0p-32;
  const double v = (static_cast<double>(b) + 0.5) * 0x1.0p-32;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

double initial_value(const Slot& slot, const RandomStream& random, int64_t row, int64_t col) {
  const Initializer& init = slot.initializer;
  const auto rows = static_cast<double>(slot.type.rows);
  const auto cols = static_cast<double>(slot.type.cols);
  const auto uniform = [&](double bound) {
    return bound * (2.0 * uniform_from_word(random.word(row, col)) - 1.0);
  };
  switch (init.kind) {
    case InitializerKind::kZeros:
      return 0;
    case InitializerKind::kOnes:
      return 1;
    case InitializerKind::kConstant:
      return init.value;
    case InitializerKind::kIdentity:
      return row == col ? 1 : 0;
    case InitializerKind::kUniform:
      return uniform(init.value);
    case InitializerKind::kNormal: {
      const PhiloxWords words = random.words(row, col);
      return init.value * normal_from_words(words[0], words[1]);
    }
    case InitializerKind::kGlorotUniform:
      return uniform(init.value * std::sqrt(6.0 / (rows + cols)));
    case InitializerKind::kKaimingUniform:
      return uniform(init.value / std::sqrt(rows));
  }
  return 0;
}

template <class T>
void fill(Buffer& buffer, const Slot& slot, const RandomStream& random) {
  const auto values = buffer.as<T>();
  for (int64_t row = 0; row < slot.type.rows; ++row) {
    for (int64_t col = 0; col < slot.type.cols; ++col) {
      values[static_cast<size_t>(row * slot.type.cols + col)] =
          static_cast<T>(initial_value(slot, random, row, col));
    }
  }
}

Buffer initial_buffer(const Slot& slot, uint64_t seed) {
  Buffer buffer(slot.type.bytes());
  const RandomStream random = {seed, stream_of(slot.name), kInitializerStep};
  switch (slot.type.dtype) {
    case DType::kF64:
      fill<double>(buffer, slot, random);
      break;
    case DType::kF32:
      fill<float>(buffer, slot, random);
      break;
    case DType::kI64:
      fill<int64_t>(buffer, slot, random);
      break;
    default:
      fail(ErrorKind::kUnsupported, "slot '{}': state of type {}; needs f32, f64 or i64", slot.name,
           to_string(slot.type.dtype));
  }
  return buffer;
}

}  // namespace

void State::add_slots(const Program& program, uint64_t seed) {
  for (const Slot& slot : program.slots) {
    const auto known = slots_.find(slot.name);
    if (known == slots_.end()) {
      slots_.emplace(slot.name, Entry{slot, initial_buffer(slot, seed)});
      continue;
    }
    const Type& type = known->second.slot.type;
    require(
        type.rows == slot.type.rows && type.cols == slot.type.cols && type.dtype == slot.type.dtype,
        "slot '{}': is {} [{},{}], the program needs {} [{},{}]", slot.name, to_string(type.dtype),
        type.rows, type.cols, to_string(slot.type.dtype), slot.type.rows, slot.type.cols);
  }
}

const State::Entry& State::entry(std::string_view name) const {
  const auto place = slots_.find(name);
  require(place != slots_.end(), "state: there is no slot '{}'", name);
  return place->second;
}

Buffer& State::buffer(std::string_view name) { return const_cast<Buffer&>(entry(name).buffer); }

const Buffer& State::buffer(std::string_view name) const { return entry(name).buffer; }

const Slot& State::slot(std::string_view name) const { return entry(name).slot; }

std::vector<std::string> State::names() const {
  std::vector<std::string> all;
  for (const auto& [name, entry] : slots_) all.push_back(name);
  return all;
}

std::string State::digest(std::initializer_list<SlotRole> roles) const {
  Sha256 hash;
  for (const auto& [name, entry] : slots_) {
    if (std::find(roles.begin(), roles.end(), entry.slot.role) == roles.end()) continue;
    const Type& type = entry.slot.type;
    const std::string header =
        fmt::format("{} {} {} {}\n", name, to_string(type.dtype), type.rows, type.cols);
    hash.update(std::as_bytes(std::span(header)));
    hash.update(std::as_bytes(entry.buffer.as<std::byte>()));
  }
  return hash.hex_digest();
}

void copy_into_slot(const OperandView& value, Buffer& slot) {
  const auto row_bytes = static_cast<size_t>(value.cols * size_of(value.dtype));
  const auto* rows = static_cast<const std::byte*>(value.data);
  for (int64_t row = 0; row < value.rows; ++row) {
    std::memcpy(slot.data() + static_cast<size_t>(row) * row_bytes,
                rows + row * value.stride * size_of(value.dtype), row_bytes);
  }
}

}  // namespace heddle
