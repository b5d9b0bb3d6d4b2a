// Writes checkpoints beside the training: a copy in memory now, the disk on a thread of its own.
#pragma once

#include "heddle/base/timer.h"
#include "heddle/train/checkpoint.h"
#include "heddle/train/snapshot_schedule.h"

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

namespace heddle {

// One copy of the sections is kept in memory, made at the first snapshot. While it is being
// written nothing new is taken: the training never waits, and the file is never older than the
// longer of interval and one epoch, plus the time of a write. Used by one thread; what it borrows
// need not outlive a call. Every error of a write (full disk) is thrown by the next call.
class CheckpointWriter {
 public:
  // With five seconds, and five for the write itself, a killed run loses less than ten, or its
  // unfinished epoch.
  explicit CheckpointWriter(std::filesystem::path path, double interval_seconds = 5.0);
  // Waits for a write that is under way; its error is lost, so call flush() before.
  ~CheckpointWriter();
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  // Called after every epoch. Takes a snapshot if one is due (SnapshotSchedule) and the last write
  // is done; `metadata` is called only then. Returns whether it did.
  bool offer(std::span<const CheckpointSection> sections,
             const std::function<Metadata()>& metadata);
  // Takes a snapshot and waits until it is on the disk.
  void write_now(std::span<const CheckpointSection> sections, Metadata metadata);
  // Waits for a write that is under way.
  void flush();

 private:
  void take_snapshot(std::span<const CheckpointSection> sections, Metadata metadata);
  void rethrow();
  void serve();

  const std::filesystem::path path_;
  Timer since_start_;
  SnapshotSchedule schedule_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool pending_ = false, stop_ = false;
  std::exception_ptr error_;
  SafetensorsHeader header_;  // written by the training while not pending, else by the thread
  Buffer data_;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace heddle
