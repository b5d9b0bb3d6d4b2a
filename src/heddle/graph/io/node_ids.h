// Gives the ids of users, integers or names, the numbers 0, 1, 2, ...
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {

class NodeIds {
 public:
  // The number of `id`, a new one at its first appearance. An id counts as an integer in its
  // canonical form only ("7", not "07"); after the first id that is none all are names.
  // InvalidArgument beyond 2^31 - 1 different ids; `place` opens the message.
  int32_t number_of(std::string_view id);

  // The number of an id that has one, else -1.
  int32_t find(std::string_view id) const;

  bool all_integers() const { return integers_only_; }
  int64_t size() const {
    return static_cast<int64_t>(integers_only_ ? integers_.size() : names_.size());
  }

  // If all ids are integers: new numbers in ascending order of the ids. new_numbers[old] = new.
  std::vector<int32_t> sort_integers();

  // One name per number; empty if the ids are exactly the numbers. Call at the end.
  std::vector<std::string> names() const;

  int64_t bytes() const;  // about what the tables take

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  int32_t add_name(std::string_view name);
  void become_names();

  bool integers_only_ = true;
  std::unordered_map<int64_t, int32_t> integer_numbers_;
  std::vector<int64_t> integers_;
  std::unordered_map<std::string, int32_t, Hash, std::equal_to<>> name_numbers_;
  std::vector<const std::string*> names_;  // into the keys of name_numbers_, which do not move
};

}  // namespace heddle
