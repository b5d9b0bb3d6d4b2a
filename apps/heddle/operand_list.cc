#include "apps/heddle/operand_list.h"

#include "apps/heddle/exit_codes.h"

#include <fmt/core.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::cli {
namespace {

// Takes what stands before the separator, and the separator.
std::string_view take_part(std::string_view& text, char separator) {
  const size_t at = text.find(separator);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

int64_t input_number(std::string_view text, const Aig& aig) {
  const std::optional<int64_t> number = whole_number(text);
  if (!number || *number >= aig.inputs) {
    throw UsageError(
        fmt::format("--operands: '{}', need an input from 0 to {}", text, aig.inputs - 1));
  }
  return *number;
}

// 2 of "a[2]" and "a2", 0 of "a", if the operand is a.
std::optional<int64_t> bit_of_name(std::string_view name, std::string_view operand) {
  if (!name.starts_with(operand)) return std::nullopt;
  name.remove_prefix(operand.size());
  if (name.empty()) return 0;
  if (name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  return whole_number(name);
}

void append_named(std::vector<int64_t>& inputs, std::string_view operand, const Aig& aig) {
  std::vector<int64_t> by_bit(static_cast<size_t>(aig.inputs), -1);
  int64_t bits = 0;
  for (size_t input = 0; input < aig.input_names.size(); ++input) {
    const std::optional<int64_t> bit = bit_of_name(aig.input_names[input], operand);
    if (!bit) continue;
    if (*bit >= aig.inputs || by_bit[static_cast<size_t>(*bit)] >= 0) {
      throw UsageError(fmt::format("--operands: the inputs called {} have no bit {} or two of them",
                                   operand, *bit));
    }
    by_bit[static_cast<size_t>(*bit)] = static_cast<int64_t>(input);
    ++bits;
  }
  if (bits == 0) {
    throw UsageError(fmt::format(
        "--operands: no input is called {0}[0] or {0}0, need split, interleaved, ranges such as "
        "0-31,32-63 or names of the circuit",
        operand));
  }
  for (int64_t bit = 0; bit < bits; ++bit) {
    const int64_t input = by_bit[static_cast<size_t>(bit)];
    if (input < 0) {
      throw UsageError(
          fmt::format("--operands: of {} bits called {} none is bit {}", bits, operand, bit));
    }
    inputs.push_back(input);
  }
}

void append_range(std::vector<int64_t>& inputs, std::string_view range, const Aig& aig) {
  const bool single = range.find('-') == std::string_view::npos;
  const int64_t first = input_number(take_part(range, '-'), aig);
  const int64_t last = single ? first : input_number(range, aig);
  const int64_t step = first <= last ? 1 : -1;
  for (int64_t input = first; input != last + step; input += step) inputs.push_back(input);
}

std::vector<int64_t> parse_operand(std::string_view text, const Aig& aig) {
  std::vector<int64_t> inputs;
  do {
    const std::string_view part = take_part(text, '+');
    const bool is_name = !part.empty() && (part.front() < '0' || part.front() > '9');
    if (is_name) {
      append_named(inputs, part, aig);
    } else {
      append_range(inputs, part, aig);
    }
    if (static_cast<int64_t>(inputs.size()) > aig.inputs) {
      throw UsageError("--operands: an input is two bits of an operand");
    }
  } while (!text.empty());
  return inputs;
}

// a0 b0 a1 b1 ...
MultiplierOperands interleaved_inputs(const Aig& aig) {
  MultiplierOperands halves = halves_of_inputs(aig);
  for (size_t i = 0; i < halves.a.size(); ++i) {
    halves.a[i] = static_cast<int64_t>(2 * i);
    halves.b[i] = static_cast<int64_t>(2 * i + 1);
  }
  return halves;
}

std::string operand_text(std::span<const int64_t> inputs) {
  std::string text;
  for (size_t begin = 0; begin < inputs.size();) {
    size_t last = begin;
    const int64_t step = begin + 1 < inputs.size() && inputs[begin + 1] < inputs[begin] ? -1 : 1;
    while (last + 1 < inputs.size() && inputs[last + 1] == inputs[last] + step) ++last;
    if (begin != 0) text += '+';
    text += fmt::format("{}", inputs[begin]);
    if (last != begin) text += fmt::format("-{}", inputs[last]);
    begin = last + 1;
  }
  return text;
}

}  // namespace

MultiplierOperands parse_operands(std::string_view text, const Aig& aig) {
  if (text == "split") return halves_of_inputs(aig);
  if (text == "interleaved") return interleaved_inputs(aig);
  const std::string_view a = take_part(text, ',');
  if (text.empty() || text.find(',') != std::string_view::npos) {
    throw UsageError("--operands: need split, interleaved or two operands with a comma between");
  }
  return {parse_operand(a, aig), parse_operand(text, aig)};
}

std::string operands_text(std::span<const int64_t> a, std::span<const int64_t> b) {
  return operand_text(a) + "," + operand_text(b);
}

}  // namespace heddle::cli
