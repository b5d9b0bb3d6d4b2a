#include "heddle/train/checkpoint_writer.h"

#include <cstring>
#include <utility>

namespace heddle {

CheckpointWriter::CheckpointWriter(std::filesystem::path path, double interval_seconds)
    : path_(std::move(path)),
      schedule_(interval_seconds, since_start_.seconds()),
      thread_([this] { serve(); }) {}

CheckpointWriter::~CheckpointWriter() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool CheckpointWriter::offer(std::span<const CheckpointSection> sections,
                             const std::function<Metadata()>& metadata) {
  if (!schedule_.due(since_start_.seconds())) return false;
  {
    const std::scoped_lock lock(mutex_);
    if (pending_) return false;
    rethrow();
  }
  take_snapshot(sections, metadata());
  return true;
}

void CheckpointWriter::write_now(std::span<const CheckpointSection> sections, Metadata metadata) {
  flush();
  take_snapshot(sections, std::move(metadata));
  flush();
}

void CheckpointWriter::flush() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !pending_; });
  rethrow();
}

// Called while nothing is pending: the thread leaves header and data alone.
void CheckpointWriter::take_snapshot(std::span<const CheckpointSection> sections,
                                     Metadata metadata) {
  schedule_.taken(since_start_.seconds());
  metadata[std::string(kCheckpointVersionKey)] = std::to_string(kCheckpointFormatVersion);
  const std::vector<TensorSource> tensors = checkpoint_tensors(sections);
  header_ = safetensors_header(tensors, std::move(metadata));
  int64_t bytes = 0;
  for (const TensorSource& tensor : tensors) bytes += static_cast<int64_t>(tensor.bytes.size());
  if (data_.bytes() != bytes) data_ = Buffer(bytes);
  for (const TensorSource& tensor : tensors) {
    if (tensor.bytes.empty()) continue;
    std::memcpy(data_.data() + header_.tensors.at(tensor.name).begin, tensor.bytes.data(),
                tensor.bytes.size());
  }
  {
    const std::scoped_lock lock(mutex_);
    pending_ = true;
  }
  changed_.notify_all();
}

// The lock is held.
void CheckpointWriter::rethrow() {
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void CheckpointWriter::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return pending_ || stop_; });
    if (!pending_) return;
    lock.unlock();
    std::exception_ptr error;
    try {
      write_safetensors_block(path_, header_, data_.as<std::byte>());
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    error_ = error;
    pending_ = false;
    changed_.notify_all();
  }
}

}  // namespace heddle
