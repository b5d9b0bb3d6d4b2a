#include "heddle/train/checkpoint.h"

#include "heddle/base/error.h"
#include "heddle/train/checkpoint_writer.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace heddle {
namespace {

// A program that has slots and nothing else.
Program slots_of(std::initializer_list<std::pair<const char*, Type>> slots) {
  Program program;
  for (const auto& [name, type] : slots) {
    program.slots.push_back({name, type, SlotRole::kParameter, {InitializerKind::kNormal, 1.0}});
  }
  return program;
}

State state_of(const Program& program, uint64_t seed) {
  State state;
  state.add_slots(program, seed);
  return state;
}

std::string digest(const State& state) { return state.digest({SlotRole::kParameter}); }

const Program& small_model() {
  static const Program program = slots_of({{"layer0.weight", weight_type(5, 3)},
                                           {"layer0.m", weight_type(5, 3, DType::kF64)},
                                           {"step", weight_type(1, 1, DType::kI64)}});
  return program;
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Checkpoint, RestoresEveryBit) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "last.safetensors";
  const State written = state_of(small_model(), 1);
  write_checkpoint(path, written, {{"epoch", "12"}, {"loss", "0.25"}, {"note", "a\nb"}});

  State read = state_of(small_model(), 2);
  ASSERT_NE(digest(read), digest(written));
  const Checkpoint checkpoint = read_checkpoint(path);
  checkpoint.restore(read);
  EXPECT_EQ(digest(read), digest(written));
  EXPECT_EQ(checkpoint.integer("epoch"), 12);
  EXPECT_EQ(checkpoint.number("loss"), 0.25);
  EXPECT_EQ(checkpoint.text("note"), "a\nb");
}

TEST(Checkpoint, SectionsShareAFile) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "last.safetensors";
  const State latest = state_of(small_model(), 1);
  const Program part = slots_of({{"layer0.weight", weight_type(5, 3)}});
  const State best = state_of(part, 7);
  const CheckpointSection sections[] = {{"", &latest}, {"best/", &best}};
  write_checkpoint(path, sections, {});

  const Checkpoint checkpoint = read_checkpoint(path);
  State read_latest = state_of(small_model(), 3);
  State read_best = state_of(part, 3);
  checkpoint.restore(read_latest);
  checkpoint.restore(read_best, "best/");
  EXPECT_EQ(digest(read_latest), digest(latest));
  EXPECT_EQ(digest(read_best), digest(best));
}

TEST(Checkpoint, SaysWhatDoesNotFit) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "last.safetensors";
  write_checkpoint(path, state_of(small_model(), 1), {{"epoch", "12x"}});
  const Checkpoint checkpoint = read_checkpoint(path);
  const std::string file = path.string();

  State wider = state_of(slots_of({{"layer0.weight", weight_type(6, 3)}}), 1);
  EXPECT_EQ(message_of([&] { checkpoint.restore(wider); }),
            file + ": tensor 'layer0.weight' is f32 [5,3]; the program needs f32 [6,3]");
  State other = state_of(slots_of({{"layer1.weight", weight_type(6, 3)}}), 1);
  EXPECT_EQ(message_of([&] { checkpoint.restore(other); }),
            file + ": the checkpoint has no tensor 'layer1.weight'");
  // Asked of the Program alone: 2^40 rows would not fit into memory.
  const Program hostile = slots_of({{"layer0.weight", weight_type(int64_t{1} << 40, 3)}});
  EXPECT_EQ(
      message_of([&] { checkpoint.require_slots(hostile); }),
      file + ": tensor 'layer0.weight' is f32 [5,3]; the program needs f32 [1099511627776,3]");
  checkpoint.require_slots(small_model());
  EXPECT_EQ(message_of([&] { checkpoint.integer("epoch"); }),
            file + ": metadata 'epoch' is '12x'; needs a number");
  EXPECT_EQ(message_of([&] { checkpoint.text("program"); }),
            file + ": the checkpoint has no metadata 'program'");
}

TEST(Checkpoint, RefusesOtherFilesAndNewerVersions) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "a.safetensors";
  write_safetensors(path, {}, {{"format", "pt"}});
  EXPECT_EQ(message_of([&] { read_checkpoint(path); }),
            path.string() + ": is a safetensors file but not a Heddle checkpoint");
  write_safetensors(path, {}, {{std::string(kCheckpointVersionKey), "2"}});
  EXPECT_NE(message_of([&] { read_checkpoint(path); }).find("use a newer one"), std::string::npos);
}

TEST(CheckpointWriter, WritesWhatTheStateWasWhenOffered) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "last.safetensors";
  State state = state_of(small_model(), 1);
  const std::string offered = digest(state);
  const CheckpointSection section = {"", &state};
  CheckpointWriter writer(path, 0.0);
  EXPECT_TRUE(writer.offer({&section, 1}, [] { return Metadata{{"epoch", "1"}}; }));
  state.buffer("layer0.weight").as<float>()[0] = 99;  // training goes on
  writer.flush();

  State read = state_of(small_model(), 5);
  const Checkpoint checkpoint = read_checkpoint(path);
  checkpoint.restore(read);
  EXPECT_EQ(digest(read), offered);
  EXPECT_EQ(checkpoint.integer("epoch"), 1);
}

TEST(CheckpointWriter, KeepsTheInterval) {
  const test::TempDir folder;
  const State state = state_of(small_model(), 1);
  const CheckpointSection section = {"", &state};
  CheckpointWriter writer(folder.path() / "last.safetensors", 1000.0);
  EXPECT_FALSE(writer.offer({&section, 1}, []() -> Metadata {
    ADD_FAILURE() << "metadata made for nothing";
    return {};
  }));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "last.safetensors"));
  writer.write_now({&section, 1}, {});
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "last.safetensors"));
}

TEST(CheckpointWriter, DoesNotWaitForAnEpochThatEndsTooLate) {
  const test::TempDir folder;
  const State state = state_of(small_model(), 1);
  const CheckpointSection section = {"", &state};
  CheckpointWriter writer(folder.path() / "last.safetensors", 0.05);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_TRUE(writer.offer({&section, 1}, [] { return Metadata(); }));
}

TEST(CheckpointWriter, ReportsAFailedWriteAtTheNextCall) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "gone" / "last.safetensors";
  const State state = state_of(small_model(), 1);
  const CheckpointSection section = {"", &state};
  CheckpointWriter writer(path, 0.0);
  EXPECT_TRUE(writer.offer({&section, 1}, [] { return Metadata(); }));
  const std::string message = message_of([&] { writer.flush(); });
  EXPECT_NE(message.find(path.string() + ": cannot create the file"), std::string::npos) << message;
  writer.flush();  // reported once
}

TEST(CheckpointWriter, FinishesWhenDestroyed) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "last.safetensors";
  const State state = state_of(small_model(), 1);
  const CheckpointSection section = {"", &state};
  for (int i = 0; i < 20; ++i) {
    CheckpointWriter writer(path, 0.0);
    writer.offer({&section, 1}, [&] { return Metadata{{"epoch", std::to_string(i)}}; });
  }
  EXPECT_EQ(read_checkpoint(path).integer("epoch"), 19);
}

}  // namespace
}  // namespace heddle
