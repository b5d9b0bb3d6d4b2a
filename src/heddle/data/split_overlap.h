#pragma once

namespace heddle {

// What a reader does with a row in two parts of a split: nothing may be trained or judged on it,
// but describe() counts such rows.
enum class SplitOverlap { kRefuse, kKeep };

}  // namespace heddle
