#include "heddle/circuits/io/aiger_symbols.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <string>
#include <vector>

namespace heddle {
namespace {

class SymbolTable {
 public:
  SymbolTable(std::string_view kind, size_t size, std::vector<std::string>& names)
      : kind_(kind), size_(size), names_(names) {}

  void read_line(AigerInput& input) {
    const std::string place = input.place();
    input.skip(kind_.front(), kind_);
    const uint32_t index = input.number("the index of a symbol", 0xffffffff);
    require(index < size_, "{}: a name for {} {}, but there are {} of them", place, kind_, index,
            size_);
    input.skip(' ', "a blank and a name");
    if (given_.empty()) {
      given_.resize(size_);
      names_.resize(size_);
    }
    require(!given_[index], "{}: a second name for {} {}", place, kind_, index);
    given_[index] = true;
    names_[index] = input.rest_of_line();
  }

  void drop_empty_names() {
    const auto is_empty = [](const std::string& name) { return name.empty(); };
    if (std::all_of(names_.begin(), names_.end(), is_empty)) names_.clear();
  }

 private:
  std::string_view kind_;
  size_t size_;
  std::vector<std::string>& names_;
  std::vector<bool> given_;
};

}  // namespace

void read_aiger_symbols(AigerInput& input, Aig& aig) {
  SymbolTable inputs("input", static_cast<size_t>(aig.inputs), aig.input_names);
  SymbolTable outputs("output", aig.outputs.size(), aig.output_names);
  std::vector<std::string> no_names;
  SymbolTable latches("latch", 0, no_names);
  for (;;) {
    switch (input.peek()) {
      case 'i':
        inputs.read_line(input);
        break;
      case 'o':
        outputs.read_line(input);
        break;
      case 'l':
        latches.read_line(input);
        break;
      case 'c':
      case AigerInput::kEnd:
        inputs.drop_empty_names();
        outputs.drop_empty_names();
        return;
      default:
        input.refuse("a name ('i0 ...', 'o0 ...'), a comment ('c') or the end of the file");
    }
  }
}

bool is_aiger_name(std::string_view name) {
  return name.find_first_of(std::string_view("\n\r\0", 3)) == std::string_view::npos;
}

}  // namespace heddle
