// Whatever the bytes, a checkpoint is read, with its model, its slots and the progress of its
// training, or refused by one Error; what was read reads the same when it is written.

#include "heddle/train/checkpoint.h"

#include "heddle/base/error.h"
#include "heddle/train/model_file.h"
#include "heddle/train/run_progress.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr int64_t kMaxSlotBytes = int64_t{1} << 20;  // what the harness makes room for

// Runs `read`, which may refuse by an Error that a user is shown.
template <class Read>
void read_or_refuse(Read read) {
  try {
    read();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
}

heddle::Checkpoint checkpoint_of(std::string_view bytes) {
  heddle::Buffer buffer(static_cast<int64_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return {heddle::SafetensorsFile(std::move(buffer), "input"), "input"};
}

// A file without tensors.
std::string file_of(heddle::Metadata metadata) {
  metadata[std::string(heddle::kCheckpointVersionKey)] = "1";
  const std::string header = heddle::print_safetensors_header({std::move(metadata), {}});
  std::string length(8, '\0');
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  return length + header;
}

void restore_slots(const heddle::Checkpoint& checkpoint, const heddle::Program& program) {
  int64_t bytes = 0;
  for (const heddle::Slot& slot : program.slots) {
    const heddle::Type& type = slot.type;
    const int64_t rows = std::max<int64_t>(type.rows, 1), cols = std::max<int64_t>(type.cols, 1);
    if (rows > kMaxSlotBytes / cols) return;
    bytes += rows * cols * heddle::size_of(type.dtype);
    if (bytes > kMaxSlotBytes) return;
  }
  heddle::State state;
  state.add_slots(program, 0);
  for (const char* prefix : {"", "best."}) {
    read_or_refuse([&] { checkpoint.restore(state, prefix); });
  }
}

void read_model(const heddle::Checkpoint& checkpoint) {
  const heddle::ModelFile model = heddle::read_model_file(checkpoint);
  const heddle::Metadata text = heddle::model_metadata(model);
  const heddle::Checkpoint again = checkpoint_of(file_of(text));
  if (heddle::model_metadata(heddle::read_model_file(again)) != text) std::abort();
  restore_slots(checkpoint, model.program);
}

bool counts_from_zero(const heddle::RunResult& run) {
  return run.best_epoch >= 0 && std::all_of(run.epochs.begin(), run.epochs.end(),
                                            [](const auto& epoch) { return epoch.epoch >= 0; });
}

void read_progress(const heddle::Checkpoint& checkpoint) {
  const heddle::RunProgress progress =
      heddle::run_progress_from_json(checkpoint.text("progress"), checkpoint.source());
  if (!counts_from_zero(progress.current)) std::abort();
  const std::string text = heddle::to_json(progress);
  if (heddle::to_json(heddle::run_progress_from_json(text, "printed")) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  read_or_refuse([&] {
    const auto checkpoint = checkpoint_of({reinterpret_cast<const char*>(data), size});
    read_or_refuse([&] { read_model(checkpoint); });
    read_or_refuse([&] { read_progress(checkpoint); });
    for (const char* key : {"epochs_done", "split"}) {
      read_or_refuse([&] { static_cast<void>(checkpoint.integer(key)); });
    }
  });
  return 0;
}
