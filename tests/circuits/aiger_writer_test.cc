#include "heddle/circuits/io/aiger_writer.h"

#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/io/aiger_reader.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle {
namespace {

using namespace std::string_literals;

constexpr AigerFormat kFormats[] = {AigerFormat::kBinary, AigerFormat::kAscii};

Aig read_again(const std::string& bytes) {
  return read_aiger(open_bytes(std::as_bytes(std::span(bytes)), "again"));
}

TEST(AigerWriter, Bytes) {
  AigBuilder builder(2);
  builder.add_output(inverted(builder.make_and(builder.input(0), inverted(builder.input(1)))));
  Aig aig = builder.take();
  aig.input_names = {"a", ""};
  aig.output_names = {"not a or b"};
  EXPECT_EQ(to_aiger(aig, AigerFormat::kBinary), "aig 3 2 0 1 1\n7\n\x01\x03i0 a\no0 not a or b\n");
  EXPECT_EQ(to_aiger(aig, AigerFormat::kAscii),
            "aag 3 2 0 1 1\n2\n4\n7\n6 5 2\ni0 a\no0 not a or b\n");
}

TEST(AigerWriter, ReadingGivesTheSame) {
  for (const AigerFormat format : kFormats) {
    EXPECT_EQ(read_again(to_aiger(Aig{}, format)), Aig{});
    for (uint32_t seed = 0; seed < 20; ++seed) {
      Aig aig = test::random_aig(seed, seed % 7, seed * seed * 10);
      if (seed % 3 == 0) aig.input_names.resize(static_cast<size_t>(aig.inputs), "in put");
      if (seed % 4 == 0) aig.output_names.resize(aig.outputs.size(), "o");
      if (aig.inputs == 0) aig.input_names.clear();
      EXPECT_EQ(read_again(to_aiger(aig, format)), aig) << seed;
    }
  }
}

TEST(AigerWriter, MoreThanABlock) {
  Aig aig = test::random_aig(1, 1000, 400000);
  aig.input_names.resize(1000, std::string(3000, 'n'));
  aig.input_names[500] = std::string(2000000, 'm');
  const test::TempDir folder;
  for (const AigerFormat format : kFormats) {
    write_aiger(aig, format, folder.path() / "a");
    EXPECT_EQ(read_aiger(folder.path() / "a"), aig);
  }
}

TEST(AigerWriter, RefusesWhatCannotBeReadAgain) {
  Aig aig = test::random_aig(1, 1, 1);
  for (const std::string& name : {"a\nb"s, "a\r"s, "\0"s}) {
    aig.input_names = {name};
    test::expect_error(ErrorKind::kInvalidArgument, {"the name", "line end or a zero byte"},
                       [&] { to_aiger(aig, AigerFormat::kBinary); });
  }
  aig.input_names.clear();
  aig.ands[0].fanin1 = 4;
  test::expect_error(ErrorKind::kInvalidArgument, {"aig: AND 2"},
                     [&] { to_aiger(aig, AigerFormat::kAscii); });
}

TEST(AigerWriter, KeepsTheOldFileIfItCannotWrite) {
  const test::TempDir folder;
  test::expect_error(ErrorKind::kIo, {"absent/a.aig"}, [&] {
    write_aiger(Aig{}, AigerFormat::kBinary, folder.path() / "absent" / "a.aig");
  });
  const auto path = folder.write("a.aig", "old");
  Aig broken;
  broken.outputs = {2};
  EXPECT_THROW(write_aiger(broken, AigerFormat::kBinary, path), Error);
  EXPECT_TRUE(std::filesystem::file_size(path) == 3);
}

}  // namespace
}  // namespace heddle
