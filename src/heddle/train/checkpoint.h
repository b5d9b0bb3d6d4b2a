// A training run, or a trained model, as one safetensors file: slots and text beside them.
//
// What the text holds is the business of the callers; the inference Program's text makes a file
// that predicts without any model code.
#pragma once

#include "heddle/runtime/state.h"
#include "heddle/train/safetensors.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace heddle {

// Version of the conventions here and of the metadata keys; a reader refuses newer ones.
inline constexpr int kCheckpointFormatVersion = 1;
inline constexpr std::string_view kCheckpointVersionKey = "heddle_checkpoint_version";

// Slots of `state` under the names `prefix` + slot name. Several sections, as the latest and the
// best weights, share a file, so that one is never newer than the other.
struct CheckpointSection {
  std::string prefix;
  const State* state = nullptr;
};

class Checkpoint {
 public:
  Checkpoint(SafetensorsFile file, std::string source);

  const std::string& source() const { return source_; }  // for messages
  const Metadata& metadata() const { return file_.metadata(); }
  const std::map<std::string, TensorInfo>& tensors() const { return file_.tensors(); }
  bool has(std::string_view key) const { return metadata().contains(std::string(key)); }

  // Text under a key. Throw InvalidArgument naming file and key if it is missing or malformed.
  const std::string& text(const std::string& key) const;
  int64_t integer(const std::string& key) const;
  double number(const std::string& key) const;

  // Every slot of `program` must be in the section `prefix` with the same type and shape: asked
  // before memory is taken for what a Program of unknown origin declares.
  void require_slots(const Program& program, std::string_view prefix = "") const;
  // Copies the section `prefix` into the slots that `state` has, which must be there likewise; what
  // else is in the file is left alone.
  void restore(State& state, std::string_view prefix = "") const;

 private:
  const TensorInfo& tensor_of(const Slot& slot, std::string_view prefix) const;

  SafetensorsFile file_;
  std::string source_;
};

// Throws Io, InvalidArgument or Unsupported naming the file.
Checkpoint read_checkpoint(const std::filesystem::path& path);

// Replaces the file completely or not at all; throws Io.
void write_checkpoint(const std::filesystem::path& path,
                      std::span<const CheckpointSection> sections, Metadata metadata);
inline void write_checkpoint(const std::filesystem::path& path, const State& state,
                             Metadata metadata) {
  const CheckpointSection section = {"", &state};
  write_checkpoint(path, {&section, 1}, std::move(metadata));
}

// The tensors of all sections, sorted by section and name; they borrow the values.
std::vector<TensorSource> checkpoint_tensors(std::span<const CheckpointSection> sections);

}  // namespace heddle
