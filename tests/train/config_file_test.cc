#include "heddle/train/config_file.h"

#include "heddle/base/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>

namespace heddle {
namespace {

std::string config_refusal(std::string_view text) {
  return test::error_of(ErrorKind::kInvalidArgument, [&] { parse_config_file(text, "run.toml"); });
}

TEST(ConfigFields, NamesAreUniqueAndDefaultsAreValid) {
  std::set<std::string_view> names;
  for (const ConfigField& field : config_fields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    std::string text = print_config_value({}, field);
    if (text.front() == '"') text = text.substr(1, text.size() - 2);
    TrainConfig config;
    EXPECT_TRUE(set_config_value(config, field, text)) << field.name << " = " << text;
  }
}

TEST(ConfigFields, RefusesWhatIsOutOfRange) {
  TrainConfig config;
  const auto set = [&](std::string_view name, std::string_view text) {
    return set_config_value(config, *find_config_field(name), text);
  };
  EXPECT_TRUE(set("dropout", "0"));
  EXPECT_TRUE(set("lr", "5e-3"));
  EXPECT_TRUE(set("seed", "9000000000000000000"));
  for (const auto& [name, text] :
       std::initializer_list<std::pair<const char*, const char*>>{{"dropout", "1"},
                                                                  {"dropout", "nan"},
                                                                  {"dropout", "-0.1"},
                                                                  {"lr", "inf"},
                                                                  {"hidden", "0"},
                                                                  {"hidden", "1.5"},
                                                                  {"hidden", "16x"},
                                                                  {"hidden", ""},
                                                                  {"hidden", " 16"},
                                                                  {"seed", "-1"},
                                                                  {"model", "GCN"},
                                                                  {"residual", "1"},
                                                                  {"epochs", "1e9"},
                                                                  {"threads", "99999999999"}}) {
    EXPECT_FALSE(set(name, text)) << name << " = " << text;
  }
  EXPECT_EQ(find_config_field("dropout")->needs(), "a number from 0 to below 1");
  EXPECT_EQ(find_config_field("layers")->needs(), "a whole number from 1 to 1000");
  EXPECT_EQ(find_config_field("norm")->needs(), "one of none, batch, layer");
}

TEST(ConfigFields, FindsTheNameThatWasMeant) {
  EXPECT_EQ(nearest_config_name("hiden"), "hidden");
  EXPECT_EQ(nearest_config_name("weight_decay"), "weight-decay");
  EXPECT_EQ(nearest_config_name("colour"), "");
}

TEST(ConfigFile, RoundTrip) {
  TrainConfig config;
  config.model.model = "gat";
  config.model.dropout = 0.1 + 0.2;
  config.learning_rate = 5e-3;
  config.weight_decay = 1;
  config.seed = 123456789012345;
  config.normalize_features = true;
  const std::string text = print_config_file(config, "dir \"a\"\\b\n");
  const ConfigFile file = parse_config_file(text, "run.toml");
  EXPECT_EQ(file.data, "dir \"a\"\\b\n");
  ASSERT_NE(file.find("model"), nullptr);
  EXPECT_EQ(*file.find("model"), "gat");
  EXPECT_EQ(file.values.size(), config_fields().size());
  TrainConfig read;
  apply(file, read);
  EXPECT_EQ(print_config_file(read, file.data), text);
  EXPECT_EQ(read.model.dropout, config.model.dropout);
}

TEST(ConfigFile, UndirectedIsKeptWhereItWasGiven) {
  for (const std::optional<bool> given : {std::optional<bool>(), {false}, {true}}) {
    const std::string text = print_config_file({}, "edges.tsv", given);
    EXPECT_EQ(parse_config_file(text, "run.toml").undirected, given) << text;
  }
  EXPECT_EQ(config_refusal("undirected = 1"), "run.toml:1: undirected needs true or false");
}

TEST(ConfigFile, WholeNumbersServeAsReals) {
  TrainConfig config;
  apply(parse_config_file("lr = 1\nweight-decay = 5e-4", "run.toml"), config);
  EXPECT_EQ(config.learning_rate, 1.0);
  EXPECT_EQ(config.weight_decay, 5e-4);
}

TEST(ConfigFile, SaysLineAndWhatIsNeeded) {
  const std::string unknown = config_refusal("lr = 0.1\n\nhiden = 3");
  EXPECT_EQ(unknown.find("run.toml:3: unknown key 'hiden', perhaps 'hidden'; valid keys: data, "),
            0u)
      << unknown;
  EXPECT_EQ(config_refusal("\nhidden = 1.5"),
            "run.toml:2: hidden = 1.5: needs a whole number from 1 to 1048576");
  EXPECT_EQ(config_refusal("hidden = \"16\""),
            "run.toml:1: hidden = 16: needs a whole number from 1 to 1048576");
  EXPECT_EQ(config_refusal("hidden = [1]"),
            "run.toml:1: found '[1]', needs a \"text\", a number, true or false");
  EXPECT_EQ(config_refusal("residual = 1"), "run.toml:1: residual = 1: needs true or false");
  EXPECT_EQ(config_refusal("model = \"mlp\""),
            "run.toml:1: model = mlp: needs one of gcn, sage, gat, rgcn, gin, circuit, gamora");
  EXPECT_EQ(config_refusal("[training]\nlr = 1").find("run.toml:1: found '[training]', needs KEY"),
            0u);
  EXPECT_EQ(config_refusal("lr = \n").find("run.toml:1: found ''"), 0u);
  EXPECT_EQ(config_refusal("lr = 1\nlr = 2"), "run.toml:2: the key lr stands in line 1 already");
  EXPECT_EQ(config_refusal("lr = nan"), "run.toml:1: lr = nan: needs a number from 0 to 1000000");
}

TEST(ConfigFile, NamesTheFileThatCannotBeRead) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "absent.toml";
  try {
    read_config_file(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kIo);
    EXPECT_EQ(std::string(error.what()),
              path.string() + ": cannot open the file: No such file or directory");
  }
  EXPECT_THROW(read_config_file(folder.path()), Error);
}

}  // namespace
}  // namespace heddle
