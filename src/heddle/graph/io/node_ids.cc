#include "heddle/graph/io/node_ids.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/fields.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace heddle {
namespace {

std::optional<int64_t> canonical_integer(std::string_view id) {
  const std::string_view digits = id.starts_with('-') ? id.substr(1) : id;
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
  if (digits[0] == '0' && id.size() > 1) return std::nullopt;
  return parse_int(id);
}

int32_t next_number(size_t size) {
  require(size < static_cast<size_t>(std::numeric_limits<int32_t>::max()),
          "node ids: more than 2^31 - 2 different ids");
  return static_cast<int32_t>(size);
}

}  // namespace

int32_t NodeIds::number_of(std::string_view id) {
  if (integers_only_) {
    if (const auto integer = canonical_integer(id)) {
      const auto [entry, is_new] =
          integer_numbers_.try_emplace(*integer, next_number(integers_.size()));
      if (is_new) integers_.push_back(*integer);
      return entry->second;
    }
    become_names();
  }
  const auto entry = name_numbers_.find(id);
  return entry == name_numbers_.end() ? add_name(id) : entry->second;
}

int32_t NodeIds::find(std::string_view id) const {
  if (integers_only_) {
    const auto integer = canonical_integer(id);
    const auto entry = integer ? integer_numbers_.find(*integer) : integer_numbers_.end();
    return entry == integer_numbers_.end() ? -1 : entry->second;
  }
  const auto entry = name_numbers_.find(id);
  return entry == name_numbers_.end() ? -1 : entry->second;
}

int32_t NodeIds::add_name(std::string_view name) {
  const auto [entry, is_new] =
      name_numbers_.try_emplace(std::string(name), next_number(names_.size()));
  names_.push_back(&entry->first);
  return entry->second;
}

void NodeIds::become_names() {
  integers_only_ = false;
  for (const int64_t integer : integers_) add_name(std::to_string(integer));
  integers_ = {};
  integer_numbers_ = {};
}

std::vector<int32_t> NodeIds::sort_integers() {
  check(integers_only_, "node ids: sort_integers() on names");
  std::vector<int32_t> order(integers_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return integers_[static_cast<size_t>(a)] < integers_[static_cast<size_t>(b)];
  });
  std::vector<int32_t> new_numbers(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    new_numbers[static_cast<size_t>(order[i])] = static_cast<int32_t>(i);
  }
  std::sort(integers_.begin(), integers_.end());
  for (auto& [integer, number] : integer_numbers_) {
    number = new_numbers[static_cast<size_t>(number)];
  }
  return new_numbers;
}

std::vector<std::string> NodeIds::names() const {
  std::vector<std::string> names;
  if (!integers_only_) {
    names.reserve(names_.size());
    for (const std::string* name : names_) names.push_back(*name);
    return names;
  }
  bool trivial = true;
  for (size_t i = 0; i < integers_.size(); ++i) {
    trivial = trivial && integers_[i] == static_cast<int64_t>(i);
  }
  if (trivial) return names;
  names.reserve(integers_.size());
  for (const int64_t integer : integers_) names.push_back(std::to_string(integer));
  return names;
}

int64_t NodeIds::bytes() const {
  constexpr size_t kMapNodeBytes = 48;  // key, value, link, hash and the allocator's own header
  size_t bytes = integers_.capacity() * sizeof(int64_t) + names_.capacity() * sizeof(void*) +
                 integer_numbers_.size() * kMapNodeBytes +
                 integer_numbers_.bucket_count() * sizeof(void*) +
                 name_numbers_.bucket_count() * sizeof(void*);
  for (const std::string* name : names_) {
    bytes += kMapNodeBytes + sizeof(std::string) + (name->size() < 16 ? 0 : name->capacity() + 1);
  }
  return static_cast<int64_t>(bytes);
}

}  // namespace heddle
