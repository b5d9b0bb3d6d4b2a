#include "heddle/ir/parser.h"

#include "heddle/ir/builder.h"
#include "heddle/ir/lexer.h"
#include "heddle/ir/printer.h"
#include "heddle/ir/verifier.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace heddle {
namespace {

constexpr int kMaxRegionDepth = 16;

constexpr std::array kSpaceKinds = {SpaceKind::kNodes, SpaceKind::kEdges, SpaceKind::kGraphs};
constexpr std::array kSlotRoles = {SlotRole::kParameter, SlotRole::kOptimizer, SlotRole::kStatistic,
                                   SlotRole::kCounter};
constexpr std::array kInitializerKinds = {
    InitializerKind::kZeros,         InitializerKind::kOnes,          InitializerKind::kConstant,
    InitializerKind::kIdentity,      InitializerKind::kUniform,       InitializerKind::kNormal,
    InitializerKind::kGlorotUniform, InitializerKind::kKaimingUniform};

class ProgramParser {
 public:
  ProgramParser(Lexer& lexer, OpTable ops, int depth)
      : lexer_(lexer), ops_(ops), depth_(depth), builder_(program_) {}

  // `closing`: the token that ends a region, or empty for the whole text.
  Program parse(std::string_view closing) {
    lexer_.expect("program");
    program_.name = lexer_.expect_text("the program's name");
    lexer_.expect("streams");
    program_.streams = lexer_.expect_integer("the number of random streams");
    lexer_.expect_newline();
    while (!at_end(closing)) parse_line();
    return std::move(program_);
  }

 private:
  bool at_end(std::string_view closing) {
    if (closing.empty()) return lexer_.peek().kind == TokenKind::kEnd;
    if (lexer_.peek().kind == TokenKind::kEnd) fail_line("a region does not end");
    return lexer_.accept(closing);
  }

  [[noreturn]] void fail_line(std::string_view message) {
    lexer_.fail_here(ErrorKind::kInvalidArgument, "{}", message);
  }

  template <class Kinds>
  auto parse_kind(const Kinds& kinds, std::string_view what) {
    const std::string_view word = lexer_.expect_word(what);
    for (const auto kind : kinds) {
      if (to_string(kind) == word) return kind;
    }
    lexer_.fail_here(ErrorKind::kInvalidArgument, "'{}' is no {}", word, what);
  }

  void parse_line() {
    if (lexer_.accept("space")) {
      parse_space();
    } else if (lexer_.accept("slot")) {
      parse_slot();
    } else if (lexer_.accept("output")) {
      std::string name = lexer_.expect_text("the output's name");
      lexer_.expect("=");
      program_.outputs.push_back({std::move(name), parse_value()});
    } else if (lexer_.accept("update")) {
      const std::string name = lexer_.expect_text("the slot's name");
      const int32_t slot = builder_.find_slot(name);
      if (slot < 0) lexer_.fail_here(ErrorKind::kInvalidArgument, "there is no slot '{}'", name);
      lexer_.expect("=");
      program_.updates.push_back({slot, parse_value()});
    } else {
      parse_node();
    }
    lexer_.expect_newline();
  }

  void parse_space() {
    Space space;
    space.name = lexer_.expect_word("the space's name");
    lexer_.expect(":");
    space.kind = parse_kind(kSpaceKinds, "kind of space");
    space.symbolic = lexer_.accept("<=");
    space.size = lexer_.expect_integer("the size of the space");
    if (space.size < 0) fail_line("the size of a space is negative");
    program_.spaces.push_back(std::move(space));
  }

  void parse_slot() {
    Slot slot;
    slot.name = lexer_.expect_text("the slot's name");
    lexer_.expect(":");
    slot.type = parse_type();
    slot.role = parse_kind(kSlotRoles, "slot role");
    slot.initializer.kind = parse_kind(kInitializerKinds, "initializer");
    const Attribute value = parse_attribute();
    if (!std::holds_alternative<double>(value)) fail_line("an initializer needs a number");
    slot.initializer.value = std::get<double>(value);
    program_.slots.push_back(std::move(slot));
  }

  SpaceId find_space(std::string_view name) {
    for (size_t i = 0; i < program_.spaces.size(); ++i) {
      if (program_.spaces[i].name == name) return static_cast<SpaceId>(i);
    }
    lexer_.fail_here(ErrorKind::kInvalidArgument, "there is no space '{}'", name);
  }

  // A space's name, or a constant number of rows.
  void parse_rows(SpaceId& space, int64_t& rows) {
    if (lexer_.peek().kind == TokenKind::kNumber) {
      space = kNoSpace;
      rows = lexer_.expect_integer("a number of rows");
      return;
    }
    space = find_space(lexer_.expect_word("a space or a number of rows"));
    rows = program_.space(space).size;
  }

  Type parse_adjacency_type() {
    Type type;
    type.form = Form::kAdjacency;
    lexer_.expect("[");
    parse_rows(type.space, type.rows);
    lexer_.expect("<-");
    parse_rows(type.senders, type.cols);
    lexer_.expect("]");
    lexer_.expect("edges");
    parse_rows(type.edges, type.entries);
    lexer_.expect("relations");
    type.relations = lexer_.expect_integer("the number of relations");
    return type;
  }

  Type parse_type() {
    if (lexer_.accept("adjacency")) return parse_adjacency_type();
    Type type;
    type.form = Form::kDense;
    if (lexer_.accept("csr")) type.form = Form::kCsr;
    if (lexer_.accept("topk")) type.form = Form::kTopK;
    if (lexer_.accept("quantized")) type.form = Form::kQuantized;
    const std::string_view name = lexer_.expect_word("an element type");
    const auto dtype = dtype_from_string(name);
    if (!dtype) lexer_.fail_here(ErrorKind::kInvalidArgument, "'{}' is no element type", name);
    type.dtype = *dtype;
    lexer_.expect("[");
    parse_rows(type.space, type.rows);
    lexer_.expect(",");
    type.cols = lexer_.expect_integer("the number of columns");
    if (lexer_.accept("/")) type.heads = lexer_.expect_integer("the number of heads");
    lexer_.expect("]");
    if (type.form == Form::kCsr) {
      lexer_.expect("entries");
      type.entries = lexer_.expect_integer("the number of entries");
    } else if (type.form == Form::kTopK) {
      lexer_.expect("kept");
      type.kept = lexer_.expect_integer("the number of kept columns");
      if (lexer_.accept("group")) type.group = lexer_.expect_integer("the width of a group");
    } else if (type.form == Form::kQuantized) {
      lexer_.expect("bits");
      type.bits = lexer_.expect_integer("the bits of a code");
      if (lexer_.accept("hubs")) type.hub_bits = lexer_.expect_integer("the bits of hubs");
    }
    return type;
  }

  Value parse_value() {
    if (lexer_.accept("_")) return kNoValue;
    lexer_.expect("%");
    // "%3.1" reaches us as the number 3.1: node and result, not a float.
    const std::string_view text = lexer_.peek().text;
    Value value;
    const char* end = text.data() + text.size();
    std::from_chars_result parsed = std::from_chars(text.data(), end, value.node);
    if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '.') {
      parsed = std::from_chars(parsed.ptr + 1, end, value.result);
    }
    if (parsed.ec != std::errc() || parsed.ptr != end || value.node < 0 || value.result < 0) {
      lexer_.fail_here(ErrorKind::kInvalidArgument, "'%{}' is no value", lexer_.found());
    }
    const bool known = value.node < static_cast<int64_t>(program_.nodes.size()) &&
                       value.result < static_cast<int64_t>(program_.node(value).results.size());
    if (!known) lexer_.fail_here(ErrorKind::kInvalidArgument, "value %{} does not exist yet", text);
    lexer_.next();
    return value;
  }

  Attribute parse_attribute() {
    const Token& token = lexer_.peek();
    if (token.kind == TokenKind::kText) return lexer_.expect_text("an attribute");
    if (lexer_.accept("true")) return true;
    if (lexer_.accept("false")) return false;
    const std::string_view text = token.text;
    const bool integer = text.find_first_not_of("-0123456789") == std::string_view::npos;
    if (token.kind == TokenKind::kNumber && integer) {
      return lexer_.expect_integer("an integer of 64 bits");
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
      lexer_.fail_here(ErrorKind::kInvalidArgument, "'{}' is no attribute value", lexer_.found());
    }
    lexer_.next();
    return value;
  }

  void parse_attributes(Attributes& attributes) {
    if (!lexer_.accept("{")) return;
    do {
      const std::string_view name = lexer_.expect_word("an attribute's name");
      if (attributes.find(name) != nullptr) {
        lexer_.fail_here(ErrorKind::kInvalidArgument, "attribute '{}' is given twice", name);
      }
      lexer_.expect("=");
      attributes.set(name, parse_attribute());
    } while (lexer_.accept(","));
    lexer_.expect("}");
  }

  void parse_node() {
    Node node;
    node.once = lexer_.accept("once");
    if (lexer_.accept("recompute")) {
      lexer_.expect("(");
      const int64_t group = lexer_.expect_integer("a recompute group");
      if (group < 1 || group > std::numeric_limits<int32_t>::max()) {
        fail_line("a recompute group is a positive number");
      }
      node.recompute_group = static_cast<int32_t>(group);
      lexer_.expect(")");
    }
    lexer_.expect("%");
    if (lexer_.expect_integer("a node number") != static_cast<int64_t>(program_.nodes.size())) {
      fail_line("nodes must be numbered 0, 1, 2, ...");
    }
    lexer_.expect("=");
    const std::string_view name = lexer_.expect_word("an operator");
    node.op = find_op(ops_, name);
    if (node.op == nullptr) {
      lexer_.fail_here(ErrorKind::kUnsupported, "operator '{}' is not known to this version", name);
    }
    lexer_.expect("(");
    if (!lexer_.accept(")")) {
      do node.operands.push_back(parse_value());
      while (lexer_.accept(","));
      lexer_.expect(")");
    }
    parse_attributes(node.attributes);
    lexer_.expect(":");
    do node.results.push_back(parse_type());
    while (lexer_.accept(","));
    if (lexer_.accept("region")) parse_region(node);
    append(std::move(node));
  }

  void parse_region(Node& node) {
    if (depth_ >= kMaxRegionDepth) fail_line("regions are nested too deeply");
    lexer_.expect("{");
    lexer_.expect_newline();
    node.region =
        std::make_shared<const Program>(ProgramParser(lexer_, ops_, depth_ + 1).parse("}"));
  }

  // The Builder infers the types again; the text must say the same.
  void append(Node node) {
    const std::vector<Type> stated = node.results;
    const OpDef& op = *node.op;
    if (stated.size() != op.results.size()) {
      lexer_.fail_here(ErrorKind::kInvalidArgument, "{}: {} results stated, {} needed", op.name,
                       stated.size(), op.results.size());
    }
    try {
      builder_.append_node(std::move(node));
    } catch (const Error& error) {
      lexer_.fail_here(error.kind(), "{}", error.what());
    }
    const std::vector<Type>& inferred = program_.nodes.back().results;
    for (size_t i = 0; i < stated.size(); ++i) {
      if (stated[i] == inferred[i]) continue;
      lexer_.fail_here(ErrorKind::kInvalidArgument, "{}: the stated type is not {}", op.name,
                       to_string(inferred[i], program_));
    }
  }

  Lexer& lexer_;
  OpTable ops_;
  int depth_;
  Program program_;
  Builder builder_;
};

}  // namespace

Program parse_program(std::string_view text, OpTable ops, std::string_view source) {
  Lexer lexer(text, source);
  lexer.expect("heddle_format");
  const int64_t version = lexer.expect_integer("the format version");
  if (version != kProgramFormatVersion) {
    lexer.fail_here(ErrorKind::kUnsupported, "program format {}, this version reads {}", version,
                    kProgramFormatVersion);
  }
  lexer.expect_newline();
  Program program = ProgramParser(lexer, ops, 0).parse("");
  try {
    verify(program);
  } catch (const Error& error) {
    fail(error.kind(), "{}: {}", source, error.what());
  }
  return program;
}

}  // namespace heddle
