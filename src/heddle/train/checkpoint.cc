#include "heddle/train/checkpoint.h"

#include "heddle/base/error.h"

#include <charconv>
#include <cstring>
#include <utility>

namespace heddle {
namespace {

template <class Number>
Number parse_number(const Checkpoint& checkpoint, const std::string& key) {
  const std::string& text = checkpoint.text(key);
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  require(error == std::errc() && end == text.data() + text.size(),
          "{}: metadata '{}' is '{}'; needs a number", checkpoint.source(), key, text);
  return value;
}

}  // namespace

Checkpoint::Checkpoint(SafetensorsFile file, std::string source)
    : file_(std::move(file)), source_(std::move(source)) {
  require(has(kCheckpointVersionKey), "{}: is a safetensors file but not a Heddle checkpoint",
          source_);
  const int64_t version = integer(std::string(kCheckpointVersionKey));
  if (version < 1 || version > kCheckpointFormatVersion) {
    fail(ErrorKind::kUnsupported,
         "{}: checkpoint format {}; this version of Heddle reads 1 to {}: use a newer one", source_,
         version, kCheckpointFormatVersion);
  }
}

const std::string& Checkpoint::text(const std::string& key) const {
  const auto found = metadata().find(key);
  require(found != metadata().end(), "{}: the checkpoint has no metadata '{}'", source_, key);
  return found->second;
}

int64_t Checkpoint::integer(const std::string& key) const {
  return parse_number<int64_t>(*this, key);
}

double Checkpoint::number(const std::string& key) const { return parse_number<double>(*this, key); }

const TensorInfo& Checkpoint::tensor_of(const Slot& slot, std::string_view prefix) const {
  const auto found = tensors().find(std::string(prefix) + slot.name);
  require(found != tensors().end(), "{}: the checkpoint has no tensor '{}{}'", source_, prefix,
          slot.name);
  const TensorInfo& tensor = found->second;
  const Type& type = slot.type;
  require(tensor.dtype == type.dtype && tensor.shape == std::vector{type.rows, type.cols},
          "{}: tensor '{}' is {}; the program needs {} [{},{}]", source_, found->first,
          tensor.describe(), to_string(type.dtype), type.rows, type.cols);
  return tensor;
}

void Checkpoint::require_slots(const Program& program, std::string_view prefix) const {
  for (const Slot& slot : program.slots) tensor_of(slot, prefix);
}

void Checkpoint::restore(State& state, std::string_view prefix) const {
  for (const std::string& name : state.names()) {
    const std::span<const std::byte> bytes = file_.bytes(tensor_of(state.slot(name), prefix));
    Buffer& buffer = state.buffer(name);
    check(static_cast<int64_t>(bytes.size()) == buffer.bytes(), "checkpoint: size of a slot");
    if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
  }
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  return {read_safetensors(path), path.string()};
}

std::vector<TensorSource> checkpoint_tensors(std::span<const CheckpointSection> sections) {
  std::vector<TensorSource> tensors;
  for (const CheckpointSection& section : sections) {
    for (const std::string& name : section.state->names()) {
      const Type& type = section.state->slot(name).type;
      tensors.push_back({section.prefix + name,
                         type.dtype,
                         {type.rows, type.cols},
                         section.state->buffer(name).as<std::byte>()});
    }
  }
  return tensors;
}

void write_checkpoint(const std::filesystem::path& path,
                      std::span<const CheckpointSection> sections, Metadata metadata) {
  metadata[std::string(kCheckpointVersionKey)] = std::to_string(kCheckpointFormatVersion);
  write_safetensors(path, checkpoint_tensors(sections), std::move(metadata));
}

}  // namespace heddle
