// Labels as tables write them, texts, become class numbers.
#pragma once

#include "heddle/data/dataset.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// Between the labels of one row of a column `labels`.
inline constexpr char kLabelSeparator = '|';

// Fills labels, classes, class_names and multi_label of `dataset` from one text per row, "" = none.
// Classes are `stated`, or else the different labels: integers ascending, other texts in byte
// order. With `several`, a text may hold several labels, and the rows become 0/1 per class.
// Throws InvalidArgument naming `place` for a label outside `stated`, for no label at all and for
// more classes than a row of 0/1 should have.
void set_table_labels(Dataset& dataset, const std::vector<std::string>& texts, bool several,
                      const std::vector<std::string>& stated, std::string_view place);

}  // namespace heddle
