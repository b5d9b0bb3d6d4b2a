// What options of multipliers are called in commands and files, in the order of their values.
#pragma once

#include <array>
#include <string_view>

namespace heddle {

inline constexpr std::array<std::string_view, 5> kMultiplierFamilyNames = {
    "array", "carry-save", "wallace", "dadda", "booth"};
inline constexpr std::array<std::string_view, 5> kAdderStyleNames = {"propagate", "sum-of-products",
                                                                     "or", "majority", "mux"};
inline constexpr std::array<std::string_view, 2> kFinalAdderNames = {"ripple", "kogge-stone"};

}  // namespace heddle
