#include "tests/passes/pass_cases.h"

#include "heddle/base/error.h"
#include "heddle/passes/passes.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace heddle::test {
namespace {

using Words = std::vector<std::string>;

LinearSpmmOrder order_of(const std::string& word) {
  if (word == "keep") return LinearSpmmOrder::kKeep;
  if (word == "propagate_first") return LinearSpmmOrder::kPropagateFirst;
  if (word == "linear_first") return LinearSpmmOrder::kLinearFirst;
  if (word == "by_kept_width") return LinearSpmmOrder::kByKeptWidth;
  require(word == "by_width", "case: '{}' is no order", word);
  return LinearSpmmOrder::kByWidth;
}

NormalizationPlace place_of(const std::string& word) {
  if (word == "rows") return NormalizationPlace::kRows;
  if (word == "edges") return NormalizationPlace::kEdges;
  require(word == "by_bytes", "case: '{}' is no place", word);
  return NormalizationPlace::kByBytes;
}

KeptColumns kept_columns_of(const std::string& word) {
  if (word == "nowhere") return KeptColumns::kNowhere;
  if (word == "along_edges") return KeptColumns::kAlongEdges;
  require(word == "everywhere", "case: '{}' is no use of kept columns", word);
  return KeptColumns::kEverywhere;
}

RecomputeDecision recompute_of(const Words& words) {
  RecomputeDecision decision = {.enabled = words.at(0) == "on", .min_bytes = 1};
  const std::string key = "min_bytes=";
  if (words.size() > 1) decision.min_bytes = std::stoll(words[1].substr(key.size()));
  return decision;
}

std::function<Program(const Program&)> bind_pass(const std::string& pass, const Words& words) {
  if (pass == "simplify_identities") return simplify_identities;
  if (pass == "merge_common_subexpressions") return merge_common_subexpressions;
  if (pass == "remove_dead_code") return remove_dead_code;
  if (pass == "fuse_attention") return fuse_attention;
  if (pass == "move_bias_into_sum") return move_bias_into_sum;
  if (pass == "fuse_epilogue") return fuse_epilogue;
  if (pass == "hoist_constants") return hoist_constants;
  if (pass == "propagate_kept_gradients") return propagate_kept_gradients;
  if (pass == "compute_on_kept_columns") {
    const KeptColumns where = kept_columns_of(words.at(0));
    return [where](const Program& p) { return compute_on_kept_columns(p, where); };
  }
  if (pass == "reassociate_linear_spmm") {
    std::vector<LinearSpmmOrder> orders;
    for (const std::string& word : words) orders.push_back(order_of(word));
    return [orders](const Program& p) { return reassociate_linear_spmm(p, orders); };
  }
  if (pass == "move_normalization_out_of_edges") {
    const NormalizationPlace place = place_of(words.at(0));
    return [place](const Program& p) { return move_normalization_out_of_edges(p, place); };
  }
  if (pass == "encode_messages") {
    const auto automatic = parse_message_format(words.at(0));
    require(automatic.has_value(), "case: '{}' are no messages", words.at(0));
    return [automatic](const Program& p) { return encode_messages(p, *automatic); };
  }
  require(pass == "recompute_cheap_values", "case: there is no pass '{}'", pass);
  const RecomputeDecision decision = recompute_of(words);
  return [decision](const Program& p) { return recompute_cheap_values(p, decision); };
}

// "case <name>: <pass> <words>"
PassCase parse_header(const std::string& line) {
  std::istringstream stream(line);
  std::string word, name, pass;
  stream >> word >> name >> pass;
  Words words;
  while (stream >> word) words.push_back(word);
  name.pop_back();  // the colon
  PassCase result;
  result.name = pass + "_" + name;
  result.run = bind_pass(pass, words);
  return result;
}

void read_file(const std::filesystem::path& path, std::vector<PassCase>& cases) {
  std::ifstream file(path);
  std::string line;
  std::string* text = nullptr;
  while (std::getline(file, line)) {
    if (line.starts_with("case ")) {
      cases.push_back(parse_header(line));
      text = &cases.back().before;
    } else if (line == "after: same") {
      cases.back().after = cases.back().before;
    } else if (line == "after") {
      text = &cases.back().after;
    } else {
      require(text != nullptr, "{}: does not begin with a case", path.string());
      *text += line + "\n";
    }
  }
}

std::vector<PassCase> read_all() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(tests_file("passes"))) {
    if (entry.path().extension() == ".ir") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<PassCase> cases;
  for (const auto& path : files) read_file(path, cases);
  return cases;
}

}  // namespace

const std::vector<PassCase>& pass_cases() {
  static const std::vector<PassCase> cases = read_all();
  return cases;
}

}  // namespace heddle::test
