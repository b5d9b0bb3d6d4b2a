// Deliberately on its own: of Heddle it uses the circuit, the lines of a file and errors. What it
// does can be done by hand: keep a sum of variables with weights, which starts as the outputs with
// weights 1, 2, 4, ...; for each line evaluate the gates between the named literals for all values
// of the inputs of the line, see that the line is true, and replace; at the end multiply out and
// compare with the product, all modulo 2^outputs.

#include "heddle/circuits/verify/certificate_checker.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/line_reader.h"

#include <gmpxx.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr size_t kMostOutputs = 1 << 15;  // their weights take outputs^2 / 16 bytes
constexpr size_t kMostGates = 1000;       // between the literals of a line
constexpr size_t kMostFactors = 6;        // inputs that an expanded variable depends on

class CertificateChecker {
 public:
  CertificateChecker(const Aig& aig, std::unique_ptr<ByteSource> certificate)
      : aig_(aig), lines_(std::move(certificate)), weights_(static_cast<size_t>(aig.variables())) {}

  CertificateSummary check_all() {
    aig_.validate();
    if (aig_.outputs.size() > kMostOutputs) {
      fail(ErrorKind::kUnsupported, "check: {} outputs, need at most {}", aig_.outputs.size(),
           kMostOutputs);
    }
    read_header();
    for (size_t k = 0; k < aig_.outputs.size(); ++k) {
      mpz_class weight;
      mpz_setbit(weight.get_mpz_t(), k);
      add(aig_.outputs[k], weight);
    }
    while (next_line(), word_ != "end") check_step();
    std::string_view line;
    demand(!lines_.next(line), "nothing after 'end'");
    check_product();
    return summary_;
  }

 private:
  [[noreturn]] void refuse(std::string_view need) const {
    fail(ErrorKind::kInvalidArgument, "{}: the certificate does not hold, need {}", lines_.place(),
         need);
  }
  void demand(bool ok, std::string_view need) const {
    if (!ok) refuse(need);
  }

  // A word and numbers, one blank between them.
  void next_line() {
    std::string_view line;
    demand(lines_.next(line), "more lines, the last of them 'end'");
    word_ = line.substr(0, line.find(' '));
    numbers_.clear();
    const char* at = line.data() + word_.size();
    const char* const end = line.data() + line.size();
    while (at != end) {
      int64_t number = 0;
      const auto [stop, error] = std::from_chars(at + 1, end, number);
      demand(*at == ' ' && error == std::errc() && number >= 0, "numbers after the word");
      numbers_.push_back(number);
      at = stop;
    }
  }

  void read_header() {
    std::string_view line;
    demand(lines_.next(line) && line == "heddle multiplier certificate 1",
           "'heddle multiplier certificate 1' as the first line");
    next_line();
    demand(word_ == "circuit" &&
               numbers_ == std::vector<int64_t>{aig_.inputs, static_cast<int64_t>(aig_.ands.size()),
                                                static_cast<int64_t>(aig_.outputs.size())},
           "'circuit' with the numbers of inputs, ANDs and outputs of this circuit");
    next_line();
    demand((word_ == "signed" || word_ == "unsigned") && numbers_.empty(),
           "'signed' or 'unsigned'");
    summary_.is_signed = word_ == "signed";
    summary_.a = read_operand("a");
    summary_.b = read_operand("b");
    std::vector<int64_t> all = summary_.a;
    all.insert(all.end(), summary_.b.begin(), summary_.b.end());
    std::sort(all.begin(), all.end());
    demand(static_cast<int64_t>(all.size()) == aig_.inputs, "every input in one operand");
    for (size_t i = 0; i < all.size(); ++i) {
      demand(all[i] == static_cast<int64_t>(i), "every input in one operand");
    }
  }

  std::vector<int64_t> read_operand(std::string_view name) {
    next_line();
    demand(word_ == name && !numbers_.empty(), "the inputs of an operand, 'a' and then 'b'");
    return numbers_;
  }

  void check_step() {
    if (word_ == "full" || word_ == "half") {
      const size_t inputs = word_ == "full" ? 3 : 2;
      demand(numbers_.size() == 2 + inputs, "sum, carry and inputs");
      check_adder(literal(0), literal(1), literals_from(2));
      ++(inputs == 3 ? summary_.full_adders : summary_.half_adders);
    } else if (word_ == "top") {
      demand(numbers_.size() == 3 || numbers_.size() == 4, "a sum and two or three inputs");
      check_top(literal(0), literals_from(1));
      ++summary_.tops;
    } else if (word_ == "expand") {
      demand(numbers_.size() == 1 && numbers_[0] < aig_.variables(), "a variable of the circuit");
      expand(static_cast<uint32_t>(numbers_[0]));
      ++summary_.expanded;
    } else {
      refuse("full, half, top, expand or end");
    }
  }

  Literal literal(size_t index) const {
    demand(numbers_[index] < 2 * aig_.variables(), "literals of the circuit");
    return static_cast<Literal>(numbers_[index]);
  }
  std::vector<Literal> literals_from(size_t first) const {
    std::vector<Literal> literals;
    for (size_t i = first; i < numbers_.size(); ++i) literals.push_back(literal(i));
    return literals;
  }

  // 2 carry + sum = sum of inputs, for every value of the inputs.
  void check_adder(Literal sum, Literal carry, const std::vector<Literal>& inputs) {
    choose_free(inputs);
    const uint64_t sums = evaluate(sum), carries = evaluate(carry);
    for (uint64_t row = 0; row < uint64_t{1} << free_.size(); ++row) {
      demand((sums >> row & 1) + 2 * (carries >> row & 1) == ones(inputs, row),
             "2 carry + sum = sum of inputs");
    }
    const mpz_class weight = remove(sum);
    for (const Literal input : inputs) add(input, weight);
    add(carry, -2 * weight);
  }

  // sum = sum of inputs modulo 2, which is enough at the highest weight.
  void check_top(Literal sum, const std::vector<Literal>& inputs) {
    choose_free(inputs);
    const uint64_t sums = evaluate(sum);
    for (uint64_t row = 0; row < uint64_t{1} << free_.size(); ++row) {
      demand((sums >> row & 1) == ones(inputs, row) % 2, "sum = XOR of inputs");
    }
    const mpz_class weight = remove(sum);
    mpz_class twice = 2 * weight;
    reduce(twice);
    demand(twice == 0, "the highest weight");
    for (const Literal input : inputs) add(input, weight);
  }

  uint64_t ones(const std::vector<Literal>& inputs, uint64_t row) const {
    uint64_t count = 0;
    for (size_t i = 0; i < inputs.size(); ++i) count += (row >> i & 1) ^ (inputs[i] & 1);
    return count;
  }

  // The next evaluations are over the variables of these literals.
  void choose_free(const std::vector<Literal>& inputs) {
    free_.clear();
    values_.clear();
    for (const Literal input : inputs) add_free(input >> 1);
  }
  void add_free(uint32_t variable) {
    demand(variable != 0 && std::find(free_.begin(), free_.end(), variable) == free_.end(),
           "different inputs");
    uint64_t value = 0;
    for (uint64_t row = 0; row < 64; ++row) value |= (row >> free_.size() & 1) << row;
    free_.push_back(variable);
    values_.emplace_back(variable, value);
  }

  const uint64_t* known(uint32_t variable) const {
    for (const auto& [other, value] : values_) {
      if (other == variable) return &value;
    }
    return nullptr;
  }

  // Bit r is the value of the literal where free variable k has bit k of r.
  uint64_t evaluate(Literal wanted) {
    std::vector<uint32_t> stack = {wanted >> 1};
    while (!stack.empty()) {
      const uint32_t variable = stack.back();
      if (known(variable) != nullptr) {
        stack.pop_back();
        continue;
      }
      demand(values_.size() < kMostGates, "fewer gates between the literals");
      if (variable == 0) {
        values_.emplace_back(0, 0);
        continue;
      }
      demand(aig_.is_and(variable), "literals that depend on the inputs of the line alone");
      const AndGate gate = aig_.gate(variable);
      const uint64_t* first = known(gate.fanin0 >> 1);
      const uint64_t* second = known(gate.fanin1 >> 1);
      if (first != nullptr && second != nullptr) {
        const uint64_t invert_first = -uint64_t{gate.fanin0 & 1};
        const uint64_t invert_second = -uint64_t{gate.fanin1 & 1};
        values_.emplace_back(variable, (*first ^ invert_first) & (*second ^ invert_second));
      } else {
        if (first == nullptr) stack.push_back(gate.fanin0 >> 1);
        if (second == nullptr) stack.push_back(gate.fanin1 >> 1);
      }
    }
    return *known(wanted >> 1) ^ -uint64_t{wanted & 1};
  }

  // Replaces a variable by its polynomial of inputs.
  void expand(uint32_t variable) {
    free_.clear();
    values_.clear();
    for (const uint32_t input : inputs_below(variable)) add_free(input);
    const uint64_t table = evaluate(2 * variable);
    const mpz_class weight = remove(2 * variable);
    if (weight == 0) return;
    // The coefficient of a product is the alternating sum of values at its subsets.
    for (uint64_t product = 0; product < uint64_t{1} << free_.size(); ++product) {
      int64_t coefficient = 0;
      for (uint64_t subset = 0; subset <= product; ++subset) {
        if ((subset & product) != subset || (table >> subset & 1) == 0) continue;
        const bool odd = __builtin_popcountll(product ^ subset) % 2 == 1;
        coefficient += odd ? -1 : 1;
      }
      if (coefficient == 0) continue;
      std::vector<uint32_t> factors;
      for (size_t i = 0; i < free_.size(); ++i) {
        if ((product >> i & 1) != 0) factors.push_back(free_[i]);
      }
      polynomial_[factors] += weight * mpz_class(static_cast<long>(coefficient));
    }
  }

  std::vector<uint32_t> inputs_below(uint32_t variable) const {
    std::vector<uint32_t> inputs, seen = {0}, stack = {variable};
    while (!stack.empty()) {
      const uint32_t next = stack.back();
      stack.pop_back();
      if (std::find(seen.begin(), seen.end(), next) != seen.end()) continue;
      seen.push_back(next);
      if (aig_.is_and(next)) {
        stack.push_back(aig_.gate(next).fanin0 >> 1);
        stack.push_back(aig_.gate(next).fanin1 >> 1);
      } else {
        inputs.push_back(next);
      }
      demand(inputs.size() <= kMostFactors && seen.size() <= kMostGates,
             "a variable that depends on few inputs");
    }
    std::sort(inputs.begin(), inputs.end());
    return inputs;
  }

  // Only variables that are inputs may be left, and the polynomial must be the product.
  void check_product() {
    polynomial_[{}] += constant_;
    for (uint32_t variable = 0; variable < aig_.variables(); ++variable) {
      if (weights_[variable] == 0) continue;
      demand(aig_.is_input(variable), "all weights of gates to vanish");
      polynomial_[{variable}] += weights_[variable];
    }
    for (size_t i = 0; i < summary_.a.size(); ++i) {
      for (size_t j = 0; j < summary_.b.size(); ++j) {
        mpz_class weight;
        mpz_setbit(weight.get_mpz_t(), i + j);
        const bool negative =
            summary_.is_signed && (i + 1 == summary_.a.size()) != (j + 1 == summary_.b.size());
        const auto x = static_cast<uint32_t>(summary_.a[i] + 1),
                   y = static_cast<uint32_t>(summary_.b[j] + 1);
        mpz_class& coefficient = polynomial_[{std::min(x, y), std::max(x, y)}];
        if (negative) {
          coefficient += weight;
        } else {
          coefficient -= weight;
        }
      }
    }
    for (auto& [factors, coefficient] : polynomial_) {
      reduce(coefficient);
      demand(coefficient == 0, "the product of a and b");
    }
  }

  void add(Literal literal, const mpz_class& weight) {
    mpz_class& own = weights_[literal >> 1];
    if ((literal & 1) != 0) {
      constant_ += weight;
      own -= weight;
    } else {
      own += weight;
    }
    if (literal >> 1 == 0) own = 0;
    reduce(own);
    reduce(constant_);
  }

  // Takes the variable out of the sum; its weight as one of the literal.
  mpz_class remove(Literal literal) {
    mpz_class weight = std::exchange(weights_[literal >> 1], mpz_class());
    if ((literal & 1) != 0) {
      constant_ += weight;
      weight = -weight;
    }
    return weight;
  }

  void reduce(mpz_class& value) const {
    mpz_fdiv_r_2exp(value.get_mpz_t(), value.get_mpz_t(), aig_.outputs.size());
  }

  const Aig& aig_;
  LineReader lines_;
  std::string word_;
  std::vector<int64_t> numbers_;
  CertificateSummary summary_;

  mpz_class constant_;
  std::vector<mpz_class> weights_;  // [variables]
  std::map<std::vector<uint32_t>, mpz_class> polynomial_;

  std::vector<uint32_t> free_;                         // bit k of a row is the value of free_[k]
  std::vector<std::pair<uint32_t, uint64_t>> values_;  // of variables, for 64 rows
};

}  // namespace

CertificateSummary check_certificate(const Aig& aig, std::unique_ptr<ByteSource> certificate) {
  return CertificateChecker(aig, std::move(certificate)).check_all();
}

}  // namespace heddle
