// heddle predict and the verbs that write data sets.

#include "tests/apps/cli.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace heddle::test {
namespace {

std::string name_of(int node) { return "\"node, " + std::to_string(9 - node) + "\""; }
std::string color_of(int node) { return node < 5 ? "red" : "deep blue"; }

// Two cliques of five; names need quotes in CSV and fall from row to row.
void write_tables(const TempDir& folder) {
  std::string nodes = "id,label,split,f0,f1\n";
  std::string edges = "source,target\n";
  for (int i = 0; i < 10; ++i) {
    const std::string split = i % 5 < 2 ? "train" : i % 5 == 2 ? "val" : "test";
    nodes += name_of(i) + "," + color_of(i) + "," + split + (i < 5 ? ",1,0\n" : ",0,1\n");
    for (int j = i < 5 ? 0 : 5; j < i; ++j) edges += name_of(i) + "," + name_of(j) + "\n";
  }
  folder.write("data/nodes.csv", nodes);
  folder.write("data/edges.csv", edges);
}

class Predict : public testing::Test {
 protected:
  void SetUp() override {
    write_tables(folder_);
    const CliResult result = run_cli({"train", "data", "--undirected", "--epochs", "60", "--hidden",
                                      "8", "--dropout", "0", "--out", "run", "--threads", "1"},
                                     {folder_.path()});
    ASSERT_EQ(result.code, 0) << result.err;
  }

  std::string predict(const std::string& file, const Arguments& more = {}) {
    Arguments all = {"predict", "data", "--undirected", "--run", "run", "--out", file};
    all.insert(all.end(), more.begin(), more.end());
    const CliResult result = run_cli(all, {folder_.path()});
    EXPECT_EQ(result.code, 0) << result.err;
    return read_text(folder_.path() / file);
  }

  TempDir folder_;
};

TEST_F(Predict, CsvHasTheUsersNamesAndOrder) {
  std::istringstream lines(predict("p.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "node,class");
  for (int i = 0; i < 10; ++i) {
    std::getline(lines, line);
    EXPECT_EQ(line, name_of(i) + "," + color_of(i));
  }
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(Predict, TsvHasTabs) {
  EXPECT_EQ(predict("p.tsv").substr(0, 23), "node\tclass\nnode, 9\tred\n");
}

TEST_F(Predict, NpyHasClasses) {
  const std::string file = predict("p.npy");
  ASSERT_EQ(file.substr(0, 6), "\x93NUMPY");
  EXPECT_NE(file.find("'<i4'"), std::string::npos);
  EXPECT_NE(file.find("(10,)"), std::string::npos);
  std::vector<int32_t> classes(10);
  std::memcpy(classes.data(), file.data() + file.size() - 40, 40);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(classes[i], classes[i / 5 * 5]);
  EXPECT_NE(classes[0], classes[9]);
}

TEST_F(Predict, ScoresAreProbabilities) {
  std::istringstream lines(predict("s.csv", {"--scores"}));
  std::string line;
  std::getline(lines, line);
  EXPECT_TRUE(line == "node,red,deep blue" || line == "node,deep blue,red") << line;
  for (int i = 0; i < 10; ++i) {
    std::getline(lines, line);
    const size_t comma = line.rfind(','), before = line.rfind(',', comma - 1);
    const double first = std::stod(line.substr(before + 1)),
                 second = std::stod(line.substr(comma + 1));
    EXPECT_NEAR(first + second, 1, 1e-5);
  }
  const std::string file = predict("s.npy", {"--scores"});
  EXPECT_NE(file.find("'<f4'"), std::string::npos);
  EXPECT_NE(file.find("(10, 2)"), std::string::npos);
}

TEST_F(Predict, ADataSetThatDoesNotFitIsRefused) {
  const CliResult result =
      run_cli({"predict", "builtin:karate", "--run", "run", "--out", "x.csv"}, {folder_.path()});
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "x.csv"));
}

TEST(DataVerbs, GenerateWithoutANameListsGenerators) {
  const CliResult result = run_cli({"generate", "--json"});
  ASSERT_EQ(result.code, 0) << result.err;
  const ParsedJson list = result.json();
  ASSERT_TRUE(list.contains("generators")) << result.out;
  std::set<std::string> names;
  for (const ParsedJson& generator : list["generators"]) {
    names.insert(generator["name"].get<std::string>());
    for (const ParsedJson& key : generator["keys"]) {
      EXPECT_TRUE(key["name"].is_string() && key["standard"].is_number()) << key;
    }
  }
  EXPECT_EQ(names, (std::set<std::string>{"sbm", "rmat", "ba", "grid", "karate"}));
}

TEST(DataVerbs, GenerateConvertInfo) {
  const TempDir folder;
  const CliOptions here = {folder.path()};
  EXPECT_NE(run_cli({"generate"}).out.find("karate"), std::string::npos);
  const CliResult made =
      run_cli({"generate", "sbm", "nodes=60", "seed=3", "--out", "a", "--json"}, here);
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.json()["nodes"], 60);
  const CliResult converted = run_cli({"convert", "a", "b", "--json"}, here);
  ASSERT_EQ(converted.code, 0) << converted.err;
  EXPECT_EQ(read_text(folder.path() / "a" / "graph.npz"),
            read_text(folder.path() / "b" / "graph.npz"));
  const CliResult info = run_cli({"info", "b", "--json"}, here);
  ASSERT_EQ(info.code, 0) << info.err;
  EXPECT_TRUE(info.json().is_object());
  EXPECT_EQ(run_cli({"convert", "a", "b"}, here).code, 3);  // b exists
}

}  // namespace
}  // namespace heddle::test
