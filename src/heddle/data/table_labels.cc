#include "heddle/data/table_labels.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/fields.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

// Memory is rows times classes: a limit keeps a short file from asking for all of it.
constexpr size_t kMaxClassesOfSeveral = 1024;

// Calls body(label) for every label of a row that is not empty.
template <class Body>
void for_each_label(std::string_view text, bool several, const Body& body) {
  while (!text.empty()) {
    const size_t end = several ? std::min(text.find(kLabelSeparator), text.size()) : text.size();
    if (end > 0) body(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<std::string> sorted_classes(const std::vector<std::string>& texts, bool several) {
  std::vector<std::string> classes;
  for (const std::string& text : texts) {
    for_each_label(text, several, [&](std::string_view label) { classes.emplace_back(label); });
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  const bool integers = std::all_of(classes.begin(), classes.end(),
                                    [](const std::string& c) { return parse_int(c).has_value(); });
  if (integers) {
    std::stable_sort(classes.begin(), classes.end(),
                     [](const auto& a, const auto& b) { return *parse_int(a) < *parse_int(b); });
  }
  return classes;
}

class ClassNumbers {
 public:
  explicit ClassNumbers(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      sorted_.emplace_back(name, static_cast<int32_t>(sorted_.size()));
    }
    std::sort(sorted_.begin(), sorted_.end());
  }

  // -1 if there is no such class.
  int32_t of(std::string_view label) const {
    const auto entry = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(label, 0));
    return entry != sorted_.end() && entry->first == label ? entry->second : -1;
  }

 private:
  std::vector<std::pair<std::string_view, int32_t>> sorted_;
};

}  // namespace

void set_table_labels(Dataset& dataset, const std::vector<std::string>& texts, bool several,
                      const std::vector<std::string>& stated, std::string_view place) {
  if (texts.empty()) return;
  dataset.class_names = stated.empty() ? sorted_classes(texts, several) : stated;
  const size_t classes = dataset.class_names.size();
  require(classes > 0, "{}: column '{}' is empty in every row", place,
          several ? "labels" : "label");
  require(!several || classes <= kMaxClassesOfSeveral,
          "{}: {} different labels, needs at most {} where rows have several", place, classes,
          kMaxClassesOfSeveral);
  dataset.classes = static_cast<int32_t>(classes);
  dataset.multi_label = several;
  dataset.labels.assign(several ? texts.size() * classes : texts.size(), several ? 0 : -1);
  const ClassNumbers numbers(dataset.class_names);
  for (size_t row = 0; row < texts.size(); ++row) {
    for_each_label(texts[row], several, [&](std::string_view label) {
      const int32_t number = numbers.of(label);
      require(number >= 0, "{}: row {} has label '{}', which is not in class_names", place, row,
              label);
      if (several) {
        dataset.labels[row * classes + static_cast<size_t>(number)] = 1;
      } else {
        dataset.labels[row] = number;
      }
    });
  }
}

}  // namespace heddle
