#include "tests/support/random_run.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

namespace heddle::test {
namespace {

// Uniform numbers in [0, 1), one sequence per seed and name.
class Sequence {
 public:
  Sequence(uint64_t seed, const std::string& name) {
    uint32_t hash = 2166136261U;  // FNV-1a: the same on every machine
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    stream_ = {seed, hash >> 8, hash & 255};
  }
  double next() { return static_cast<double>(uniform_from_word(stream_.word(next_++, 0))); }
  int32_t below(int64_t bound) { return static_cast<int32_t>(next() * static_cast<double>(bound)); }

 private:
  RandomStream stream_;
  int64_t next_ = 0;
};

// Calls body(span) with the elements of a dense buffer in its own type.
template <class Body>
void with_elements(DType dtype, Buffer& buffer, const Body& body) {
  switch (dtype) {
    case DType::kF64:
      return body(buffer.as<double>());
    case DType::kF32:
      return body(buffer.as<float>());
    case DType::kBf16:
      return body(buffer.as<Bf16>());
    case DType::kI32:
      return body(buffer.as<int32_t>());
    case DType::kI64:
      return body(buffer.as<int64_t>());
    default:
      fail(ErrorKind::kUnsupported, "test inputs: no values of type {}", to_string(dtype));
  }
}

void fill(Buffer& buffer, const Type& type, bool positive, Sequence& numbers) {
  with_elements(type.dtype, buffer, [&]<class T>(std::span<T> values) {
    for (T& value : values) {
      const double u = numbers.next();
      if constexpr (std::is_integral_v<T>) {
        value = static_cast<T>(3 * u);
      } else {
        value = static_cast<T>(positive ? 0.5 + u : 2 * u - 1);
      }
    }
  });
}

// An eighth of the edges goes to receiver 1, the last receiver gets none.
EdgeList random_edges(int64_t receivers, int64_t senders, int64_t edges, int64_t relations,
                      Sequence& numbers) {
  EdgeList list;
  list.receivers = receivers;
  list.senders = senders;
  list.relation_count = static_cast<int32_t>(relations);
  for (int64_t e = 0; e < edges; ++e) {
    const bool to_hub = e % 8 == 7 && receivers > 1;
    list.destinations.push_back(to_hub ? 1 : numbers.below(std::max<int64_t>(receivers - 1, 1)));
    list.sources.push_back(numbers.below(senders));
    if (relations > 1) list.relations.push_back(numbers.below(relations));
  }
  return list;
}

int64_t bound_size(const Space& space) { return space.symbolic ? space.size / 2 : space.size; }

int64_t bound_size(const Program& program, SpaceId space, int64_t rows) {
  return space == kNoSpace ? rows : bound_size(program.space(space));
}

}  // namespace

RandomInputs::RandomInputs(const Program& program, uint64_t seed) {
  for (const Space& space : program.spaces) {
    if (space.symbolic) bindings_.bind_size(space.name, bound_size(space));
  }
  for (const Node& node : program.nodes) {
    if (node.op == &kInput) add_input(program, node, seed);
    if (node.op == &kAdjacency) add_adjacency(program, node, seed);
  }
}

void RandomInputs::add_input(const Program& program, const Node& node, uint64_t seed) {
  const Type& type = node.results[0];
  const std::string& name = node.attributes.text("name");
  if (type.form == Form::kCsr) return add_csr(type, name, seed);
  const int64_t rows = bound_size(program, type.space, type.rows);
  Buffer& buffer = buffers_[name] = Buffer(rows * type.cols * size_of(type.dtype));
  Sequence numbers(seed, name);
  fill(buffer, type, /*positive=*/type.cols == 1, numbers);
  with_elements(type.dtype, buffer, [&]<class T>(std::span<T> values) {
    const MatrixView<const T> matrix = {values.data(), rows, type.cols, type.cols};
    bindings_.bind(name, matrix, type.heads);
  });
}

void RandomInputs::add_csr(const Type& type, const std::string& name, uint64_t seed) {
  Sequence numbers(seed, name);
  adjacencies_.emplace_back(random_edges(type.rows, type.cols, type.entries, 1, numbers), 1)
      .ensure_transpose();
  Buffer& buffer = buffers_[name] = Buffer(type.entries * size_of(type.dtype));
  fill(buffer, type, /*positive=*/false, numbers);
  with_elements(type.dtype, buffer, [&]<class T>(std::span<T> values) {
    if constexpr (std::is_same_v<T, float>) {
      bindings_.bind_csr(name, adjacencies_.back().view(), values.data());
    }
  });
}

void RandomInputs::add_adjacency(const Program& program, const Node& node, uint64_t seed) {
  const Type& type = node.results[0];
  const std::string& name = node.attributes.text("name");
  Sequence numbers(seed, name);
  const EdgeList edges = random_edges(
      bound_size(program, type.space, type.rows), bound_size(program, type.senders, type.cols),
      bound_size(program, type.edges, type.entries), type.relations, numbers);
  adjacencies_.emplace_back(edges, 1).ensure_transpose();
  bindings_.bind_adjacency(name, adjacencies_.back().view());
}

State random_state(const Program& program, uint64_t seed) {
  State state;
  state.add_slots(program, seed);
  for (const Slot& slot : program.slots) {
    Sequence numbers(seed, slot.name);
    Buffer& buffer = state.buffer(slot.name);
    if (slot.role == SlotRole::kCounter) {
      with_elements(slot.type.dtype, buffer, [&]<class T>(std::span<T> values) {
        for (T& value : values) value = static_cast<T>(3);
      });
    } else {
      fill(buffer, slot.type, /*positive=*/slot.role != SlotRole::kParameter, numbers);
    }
  }
  return state;
}

std::vector<double> elements(const OperandView& view) {
  std::vector<double> all;
  const auto append = [&]<class T>(T) {
    const auto matrix = view.matrix<const T>();
    for (int64_t i = 0; i < matrix.rows; ++i) {
      for (int64_t j = 0; j < matrix.cols; ++j) {
        if constexpr (std::is_same_v<T, Bf16>) {
          all.push_back(static_cast<double>(static_cast<float>(matrix.at(i, j))));
        } else {
          all.push_back(static_cast<double>(matrix.at(i, j)));
        }
      }
    }
  };
  switch (view.dtype) {
    case DType::kF64:
      append(double{});
      break;
    case DType::kF32:
      append(float{});
      break;
    case DType::kBf16:
      append(Bf16{});
      break;
    case DType::kI64:
      append(int64_t{});
      break;
    default:
      append(int32_t{});
  }
  return all;
}

Results interpret(const Program& program, const Bindings& bindings, State& state) {
  Interpreter interpreter(program, bindings, state);
  interpreter.run({.seed = 11, .step = 2});
  Results results;
  for (const Output& output : program.outputs) {
    results["output " + output.name] = elements(interpreter.output(output.name));
  }
  for (const Update& update : program.updates) {
    const Slot& slot = program.slots[static_cast<size_t>(update.slot)];
    results["slot " + slot.name] = elements(interpreter.value(update.value));
  }
  return results;
}

Results interpret(const Program& program, uint64_t seed) {
  RandomInputs inputs(program, seed);
  State state = random_state(program, seed);
  return interpret(program, inputs.bindings(), state);
}

std::string difference(const Results& expected, const Results& actual, double tolerance) {
  if (expected.size() != actual.size()) return "other outputs or updates";
  for (const auto& [name, values] : expected) {
    const auto found = actual.find(name);
    if (found == actual.end()) return name + " is missing";
    if (found->second.size() != values.size()) return name + " has another size";
    double scale = 1;
    for (const double value : values) scale = std::max(scale, std::abs(value));
    for (size_t i = 0; i < values.size(); ++i) {
      if (std::abs(values[i] - found->second[i]) <= tolerance * scale) continue;
      return fmt::format("{} [{}]: {} before, {} after", name, i, values[i], found->second[i]);
    }
  }
  return "";
}

}  // namespace heddle::test
