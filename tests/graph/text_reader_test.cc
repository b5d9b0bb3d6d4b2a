#include "heddle/graph/io/edge_list_file.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/io/line_reader.h"
#include "heddle/graph/io/node_ids.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace heddle {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

EdgeListFile parse(std::string_view text) {
  return read_edge_list(open_bytes(bytes_of(text), "t"));
}

using Ids = std::vector<int32_t>;
using Names = std::vector<std::string>;

TEST(LineReader, LineEndsAndTheLastLine) {
  const std::string text = "a\r\n\nlast";
  LineReader reader(open_bytes(bytes_of(text), "file.txt"));
  std::string_view line;
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "a");
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "last");
  EXPECT_EQ(reader.place(), "file.txt:3");
  EXPECT_FALSE(reader.next(line));
}

TEST(LineReader, ByteOrderMarkIsNoText) {
  EXPECT_EQ(parse("\xEF\xBB\xBFsource,target\na,b\n").nodes, 2);
}

TEST(LineReader, LongLinesAcrossBuffers) {
  const std::string text = std::string(200000, 'x') + "\n" + std::string(70000, 'y') + "\n";
  LineReader reader(open_bytes(bytes_of(text), "t"));
  std::string_view line;
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line.size(), 200000U);
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, std::string(70000, 'y'));
}

TEST(LineReader, RefusesACarriageReturnInsideALine) {
  for (const char* text : {"id\r\na\rb\r\n", "id\na\r\r\n", "id\r\n\ra"}) {
    LineReader reader(open_bytes(bytes_of(text), "t"));
    std::string_view line;
    ASSERT_TRUE(reader.next(line));
    EXPECT_EQ(line, "id");
    test::expect_error(ErrorKind::kInvalidArgument, {"t:2", "carriage return"},
                       [&] { reader.next(line); });
  }
}

TEST(LineReader, RefusesEndlessLinesAndBinaryFiles) {
  const std::string endless(static_cast<size_t>(kMaxLineBytes) + 10, 'x');
  test::expect_error(ErrorKind::kInvalidArgument, {"t:1", "MiB"}, [&] {
    LineReader reader(open_bytes(bytes_of(endless), "t"));
    std::string_view line;
    reader.next(line);
  });
  test::expect_error(ErrorKind::kInvalidArgument, {"t:1", "zero byte"}, [&] {
    LineReader reader(open_bytes(bytes_of(std::string_view("a\0b", 3)), "t"));
    std::string_view line;
    reader.next(line);
  });
}

Names split(Delimiter delimiter, std::string_view line) {
  LineReader reader(open_bytes({}, "t"));
  FieldSplitter splitter(delimiter);
  const auto& fields = splitter.split(line, reader);
  return {fields.begin(), fields.end()};
}

TEST(Fields, Delimiters) {
  EXPECT_EQ(detect_delimiter("a\tb,c"), Delimiter::kTab);
  EXPECT_EQ(detect_delimiter("a,b c"), Delimiter::kComma);
  EXPECT_EQ(detect_delimiter("a;b c"), Delimiter::kSemicolon);
  EXPECT_EQ(detect_delimiter("a b"), Delimiter::kSpaces);
  EXPECT_EQ(split(Delimiter::kComma, "a, b ,,c"), (Names{"a", "b", "", "c"}));
  EXPECT_EQ(split(Delimiter::kTab, "a b\t\"c"), (Names{"a b", "\"c"}));
  EXPECT_EQ(split(Delimiter::kSpaces, "  a \t b  "), (Names{"a", "b"}));
  EXPECT_EQ(split(Delimiter::kComma, "a,"), (Names{"a", ""}));
}

TEST(Fields, Quotes) {
  EXPECT_EQ(split(Delimiter::kComma, R"("a,b" ,"say ""hi""",c)"),
            (Names{"a,b", "say \"hi\"", "c"}));
  EXPECT_EQ(split(Delimiter::kComma, R"("","")"), (Names{"", ""}));
  for (const char* line : {R"("open)", R"("a"b,c)"}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"t:0", "quot"},
                       [&] { split(Delimiter::kComma, line); });
  }
}

TEST(Fields, Numbers) {
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_EQ(parse_int("9223372036854775808"), std::nullopt);
  EXPECT_EQ(parse_int("1.0"), std::nullopt);
  EXPECT_EQ(parse_int(""), std::nullopt);
  EXPECT_EQ(parse_float("+1.5e2"), 150.0F);
  EXPECT_EQ(parse_float("1e-60"), 0.0F);
  EXPECT_EQ(parse_float("abc"), std::nullopt);
}

TEST(EdgeList, IntegersKeepTheirOrder) {
  const EdgeListFile list = parse("# SNAP style\n5 3\n3\t10\n\n% done\n");
  EXPECT_EQ(list.nodes, 3);
  EXPECT_EQ(list.sources, (Ids{1, 0}));
  EXPECT_EQ(list.destinations, (Ids{0, 2}));
  EXPECT_EQ(list.node_names, (Names{"3", "5", "10"}));
  EXPECT_TRUE(list.weights.empty());
  EXPECT_GT(list.peak_bytes, 0);
}

TEST(EdgeList, DenseIntegersNeedNoNames) {
  const EdgeListFile list = parse("1,0\n2,1\n");
  EXPECT_TRUE(list.node_names.empty());
  EXPECT_EQ(list.sources, (Ids{1, 2}));
}

TEST(EdgeList, LargeIntegersAreNames) {
  const EdgeListFile list = parse("9000000000 7\n7 -1\n");
  EXPECT_EQ(list.node_names, (Names{"-1", "7", "9000000000"}));
  EXPECT_EQ(list.sources, (Ids{2, 1}));
}

TEST(EdgeList, NamesInOrderOfAppearance) {
  const EdgeListFile list = parse("carol\tbob\nbob\tann lee\n");
  EXPECT_EQ(list.node_names, (Names{"carol", "bob", "ann lee"}));
  EXPECT_EQ(list.sources, (Ids{0, 1}));
  EXPECT_EQ(list.destinations, (Ids{1, 2}));
}

TEST(EdgeList, IntegersBecomeNamesWhenANameComes) {
  const EdgeListFile list = parse("1 2\n2 x\n07 7\n");
  EXPECT_EQ(list.node_names, (Names{"1", "2", "x", "07", "7"}));
  EXPECT_EQ(list.destinations, (Ids{1, 2, 4}));
}

TEST(EdgeList, Headers) {
  EXPECT_EQ(parse("source,target\na,b\n").nodes, 2);
  EXPECT_EQ(parse("Source,Target,Weight\na,b,2\n").weights, (std::vector<float>{2}));
  EXPECT_EQ(parse("first second\n1 2\n").nodes, 2) << "two words before integers";
  EXPECT_EQ(parse("first second\n").nodes, 2) << "the only line is an edge";
  EXPECT_EQ(parse("first,second,strength\n1,2,0.5\n").nodes, 2);
}

TEST(EdgeList, WindowsLineEnds) {
  const EdgeListFile list = parse("source,target\r\nann,bob\r\nbob,\"c, d\"\r\n");
  EXPECT_EQ(list.node_names, (Names{"ann", "bob", "c, d"}));
  EXPECT_EQ(parse("1 2 0.5\r\n2 3 1\r\n").weights, (std::vector<float>{0.5F, 1}));
}

TEST(EdgeList, Errors) {
  const auto refused = [](std::string_view text, std::initializer_list<std::string_view> words) {
    test::expect_error(ErrorKind::kInvalidArgument, words, [&] { parse(text); });
  };
  refused("", {"t:0", "no edge"});
  refused("# nothing\n", {"t:1", "no edge"});
  refused("1 2\n3\n", {"t:2", "1 fields"});
  refused("1 2 3 4\n", {"t:1", "4 fields"});
  refused("1 2 0.5\n1 3\n", {"t:2", "2 fields"});
  refused("1,2,nan\n", {"t:1", "nan", "finite"});
  refused("1,2,0.5\n1,3,x\n", {"t:2", "'x'"});
  refused("1,2\n,3\n", {"t:2", "empty id"});
  refused(",b\n", {"t:1", "empty id"});
}

TEST(NodeIds, FindAndCount) {
  NodeIds ids;
  EXPECT_EQ(ids.number_of("5"), 0);
  EXPECT_EQ(ids.number_of("2"), 1);
  EXPECT_EQ(ids.find("2"), 1);
  EXPECT_EQ(ids.find("3"), -1);
  EXPECT_EQ(ids.find("x"), -1);
  EXPECT_EQ(ids.number_of("x"), 2);
  EXPECT_EQ(ids.find("5"), 0);
  EXPECT_EQ(ids.size(), 3);
  EXPECT_EQ(ids.names(), (Names{"5", "2", "x"}));
}

#if HEDDLE_HAVE_ZLIB

// "1 2\n2 3\n" compressed.
constexpr std::array<unsigned char, 28> kGzip = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x33, 0x54, 0x30, 0xe2,
    0x32, 0x52, 0x30, 0xe6, 0x02, 0x00, 0xf5, 0xf1, 0x2b, 0x96, 0x08, 0x00, 0x00, 0x00};

std::string gzip_text() { return {reinterpret_cast<const char*>(kGzip.data()), kGzip.size()}; }

std::string decompressed(std::string_view compressed) {
  const auto source = decompress_gzip(open_bytes(bytes_of(compressed), "t.gz"));
  std::string text(100, '\0');
  text.resize(read_fully(*source, std::as_writable_bytes(std::span(text))));
  return text;
}

TEST(Gzip, MembersInARowAreOneText) {
  EXPECT_EQ(decompressed(gzip_text()), "1 2\n2 3\n");
  EXPECT_EQ(decompressed(gzip_text() + gzip_text()), "1 2\n2 3\n1 2\n2 3\n");
  EXPECT_EQ(decompressed(""), "");
}

TEST(Gzip, DamageIsAnError) {
  for (size_t length = 1; length < kGzip.size(); ++length) {
    test::expect_error(ErrorKind::kInvalidArgument, {"t.gz", "end too early"},
                       [&] { decompressed(gzip_text().substr(0, length)); });
  }
  std::string wrong = gzip_text();
  wrong[21] = 'x';  // the checksum
  test::expect_error(ErrorKind::kInvalidArgument, {"t.gz", "damaged"},
                     [&] { decompressed(wrong); });
  test::expect_error(ErrorKind::kInvalidArgument, {"t.gz", "damaged"},
                     [&] { decompressed(gzip_text() + "garbage"); });
}

TEST(Gzip, RecognisedByContent) {
  const test::TempDir dir;
  EXPECT_EQ(read_edge_list(dir.write("edges.txt", gzip_text())).nodes, 3);
  EXPECT_EQ(read_edge_list(dir.write("edges.gz", "1 2\n")).nodes, 2);
}

#endif

TEST(Files, MissingAndDirectory) {
  const test::TempDir dir;
  test::expect_error(ErrorKind::kIo, {"none.txt", "No such file"},
                     [&] { read_edge_list(dir.path() / "none.txt"); });
  test::expect_error(ErrorKind::kInvalidArgument, {"directory"},
                     [&] { read_edge_list(dir.path()); });
  test::expect_error(ErrorKind::kInvalidArgument, {"big.txt", "10 B"},
                     [&] { read_text_file(dir.write("big.txt", std::string(11, 'x')), 10); });
  EXPECT_EQ(read_text_file(dir.write("ok.txt", "text"), 10), "text");
}

}  // namespace
}  // namespace heddle
