#include "heddle/base/units.h"
#include "heddle/data/describe.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

constexpr size_t kListedClasses = 20, kListedRelations = 20, kListedSplits = 5;

class Lines {
 public:
  template <class... Args>
  void add(std::string_view key, fmt::format_string<Args...> format, Args&&... args) {
    text_ += fmt::format("{:<14}{}\n", key, fmt::format(format, std::forward<Args>(args)...));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string spread(const Distribution& d) {
  return fmt::format("min {}, median {}, mean {:.2f}, max {}", d.min, d.median, d.mean, d.max);
}

void add_schema(const DatasetDescription& d, Lines& lines) {
  if (d.title.empty() || d.title == d.name) {
    lines.add("data set", "{}", d.name);
  } else {
    lines.add("data set", "{}: {}", d.name, d.title);
  }
  lines.add("level", "{}; edges {}{}", d.level,
            d.directed ? "directed" : "undirected, both directions counted",
            d.named_nodes ? "; nodes have names" : "");
  lines.add("nodes", "{} ({} isolated)", format_count(d.graph.nodes),
            format_count(d.graph.isolated));
  if (d.graph.node_types.size() > 1) {
    for (const NodeType& type : d.graph.node_types) {
      lines.add("", "{}: {}", type.name, format_count(type.count));
    }
  }
  lines.add("edges", "{}", format_count(d.graph.edges));
  const auto& relations = d.graph.relations;
  for (size_t r = 0; relations.size() > 1 && r < std::min(relations.size(), kListedRelations);
       ++r) {
    lines.add("", "{} -> {}: {} ({}{})", relations[r].source_type, relations[r].destination_type,
              relations[r].name, format_count(relations[r].edges),
              relations[r].weighted ? ", weighted" : "");
  }
  if (relations.size() > kListedRelations) {
    lines.add("", "... and {} relations more", relations.size() - kListedRelations);
  }
}

void add_structure(const DatasetDescription& d, Lines& lines) {
  lines.add("in-degree", "{}", spread(d.graph.in_degree));
  if (d.directed) lines.add("out-degree", "{}", spread(d.graph.out_degree));
  std::string hubs;
  for (const Hub& hub : d.graph.hubs) {
    hubs += fmt::format("{}{} ({})", hubs.empty() ? "" : ", ", hub.node, format_count(hub.degree));
  }
  lines.add("hubs", "{}", hubs.empty() ? "none" : "node (in-degree): " + hubs);
  int64_t loops = 0, duplicates = 0, asymmetric = 0;
  for (const RelationDescription& relation : d.graph.relations) {
    loops += relation.self_loops;
    duplicates += relation.duplicates;
    asymmetric += relation.asymmetric;
  }
  lines.add("structure", "{} self loops, {} duplicate edges, {} edges without their reverse",
            format_count(loops), format_count(duplicates), format_count(asymmetric));
  if (d.graphs > 0) {
    lines.add("graphs", "{}", format_count(d.graphs));
    lines.add("", "nodes: {}", spread(d.graph_nodes));
    lines.add("", "edges: {}", spread(d.graph_edges));
  }
}

void add_features(const FeatureDescription& f, Lines& lines) {
  if (f.storage == "none") {
    lines.add("features", "none");
    return;
  }
  lines.add("features", "{} columns, {}, {} of {} stored values not zero, from {:g} to {:g}",
            f.columns, f.storage, format_count(f.nonzero), format_count(f.entries), f.min, f.max);
  if (f.empty_rows > 0) lines.add("", "{} rows of zeros only", format_count(f.empty_rows));
  if (f.not_finite > 0) lines.add("", "{} NaN or infinite", format_count(f.not_finite));
}

void add_labels(const DatasetDescription& d, Lines& lines) {
  if (d.classes == 0) {
    lines.add("labels", "none");
    return;
  }
  lines.add("labels", "{} classes{}, {} of {} rows unlabelled", d.classes,
            d.multi_label ? ", several per row" : "", format_count(d.unlabelled),
            format_count(d.rows));
  if (d.labels_out_of_range > 0) lines.add("", "{} out of range", d.labels_out_of_range);
  const size_t listed = std::min(d.class_counts.size(), kListedClasses);
  for (size_t c = 0; c < listed; ++c) {
    lines.add("", "{}{}: {}", c, d.class_names.empty() ? "" : " " + d.class_names[c],
              format_count(d.class_counts[c]));
  }
  if (listed < d.class_counts.size()) {
    lines.add("", "... and {} classes more", d.class_counts.size() - listed);
  }
  if (d.edge_homophily) lines.add("homophily", "{:.4f} of edges join one class", *d.edge_homophily);
}

void add_splits(const DatasetDescription& d, Lines& lines) {
  if (d.splits.empty()) lines.add("splits", "none");
  for (size_t s = 0; s < std::min(d.splits.size(), kListedSplits); ++s) {
    const SplitDescription& split = d.splits[s];
    lines.add(s == 0 ? "splits" : "", "{}: {} train, {} validation, {} test, {} unused", s,
              format_count(split.train), format_count(split.validation), format_count(split.test),
              format_count(split.unused));
    if (split.overlaps > 0) lines.add("", "leak: {} rows in two parts", split.overlaps);
    if (split.unlabelled > 0) lines.add("", "{} rows without a label", split.unlabelled);
    if (split.test_rows_like_training > 0) {
      lines.add("", "{} test rows have exactly the features of a training row",
                format_count(split.test_rows_like_training));
    }
  }
  if (d.splits.size() > kListedSplits) {
    const auto leaks = std::count_if(d.splits.begin() + kListedSplits, d.splits.end(),
                                     [](const SplitDescription& s) { return s.overlaps > 0; });
    lines.add("", "... and {} splits more{}", d.splits.size() - kListedSplits,
              leaks > 0 ? fmt::format("; leak: {} of them have rows in two parts", leaks) : "");
  }
}

}  // namespace

std::string to_text(const DatasetDescription& description) {
  Lines lines;
  add_schema(description, lines);
  add_structure(description, lines);
  add_features(description.features, lines);
  add_labels(description, lines);
  add_splits(description, lines);
  lines.add("memory", "{}, {} while loading", format_bytes(description.bytes),
            format_bytes(description.loading_peak_bytes));
  return lines.take();
}

}  // namespace heddle
