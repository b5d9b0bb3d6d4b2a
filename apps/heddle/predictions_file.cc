#include "apps/heddle/predictions_file.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"
#include "heddle/graph/io/npy.h"
#include "heddle/train/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace heddle::cli {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;

// Softmax, or the logistic function of each logit where labels are independent.
std::vector<float> probabilities(std::span<const float> logits, bool multi_label) {
  std::vector<float> result(logits.size());
  if (multi_label) {
    std::transform(logits.begin(), logits.end(), result.begin(),
                   [](float logit) { return 1.0F / (1.0F + std::exp(-logit)); });
    return result;
  }
  const float largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - largest);
  std::transform(logits.begin(), logits.end(), result.begin(), [&](float logit) {
    return static_cast<float>(std::exp(static_cast<double>(logit) - largest) / sum);
  });
  return result;
}

// With six significant digits, as printf's %g.
void append_number(std::string& text, float value) {
  std::array<char, 32> digits = {};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                          std::chars_format::general, 6);
  check(error == std::errc(), "a float has at most 32 characters");
  text.append(digits.data(), end);
}

// Collects text or bytes and hands them on in blocks.
class Blocks {
 public:
  explicit Blocks(const std::filesystem::path& path) : file_(path) {}
  void append(std::string_view bytes) {
    block_ += bytes;
    if (block_.size() >= kBlockBytes) flush();
  }
  template <class T>
  void append_value(T value) {
    append({reinterpret_cast<const char*>(&value), sizeof(T)});
  }
  void commit() {
    flush();
    file_.commit();
  }

 private:
  void flush() {
    file_.write(block_);
    block_.clear();
  }
  AtomicFile file_;
  std::string block_;
};

class Writer {
 public:
  Writer(const std::filesystem::path& path, const Predictions& predictions, const Dataset& dataset,
         bool scores)
      : out_(path), predictions_(predictions), dataset_(dataset), scores_(scores) {}

  void write(PredictionsFormat format) {
    if (format == PredictionsFormat::kNpy) {
      write_npy();
    } else {
      write_table(format == PredictionsFormat::kCsv ? ',' : '\t');
    }
    out_.commit();
  }

 private:
  std::span<const float> row(int64_t i) const {
    return predictions_.logits.subspan(static_cast<size_t>(i * predictions_.classes),
                                       static_cast<size_t>(predictions_.classes));
  }
  bool columns_per_class() const { return scores_ || predictions_.multi_label; }

  std::string class_name(int64_t c) const {
    return predictions_.class_names.empty() ? std::to_string(c)
                                            : predictions_.class_names[static_cast<size_t>(c)];
  }
  std::string row_name(int64_t i) const {
    const bool named = dataset_.level == Level::kNode && !dataset_.node_names.empty();
    return named ? dataset_.node_names[static_cast<size_t>(i)] : std::to_string(i);
  }

  void write_npy() {
    std::vector<int64_t> shape = {dataset_.rows()};
    if (columns_per_class()) shape.push_back(predictions_.classes);
    const NpyType type = scores_                    ? NpyType::kF32
                         : predictions_.multi_label ? NpyType::kI8
                                                    : NpyType::kI32;
    out_.append(npy_header_bytes(type, shape));
    for (int64_t i = 0; i < dataset_.rows(); ++i) {
      if (scores_) {
        for (const float p : probabilities(row(i), predictions_.multi_label)) out_.append_value(p);
      } else if (predictions_.multi_label) {
        for (const float logit : row(i)) out_.append_value(static_cast<int8_t>(logit > 0 ? 1 : 0));
      } else {
        out_.append_value(predicted_class(row(i)));
      }
    }
  }

  void write_table(char separator) {
    const auto cell = [&](const std::string& text) { return quoted(text, separator); };
    std::string line = dataset_.level == Level::kGraph ? "graph" : "node";
    if (columns_per_class()) {
      for (int64_t c = 0; c < predictions_.classes; ++c) line += separator + cell(class_name(c));
    } else {
      line += std::string(1, separator) + "class";
    }
    out_.append(line + "\n");
    for (int64_t i = 0; i < dataset_.rows(); ++i) {
      line = cell(row_name(i));
      append_cells(line, row(i), separator);
      out_.append(line + "\n");
    }
  }

  void append_cells(std::string& line, std::span<const float> logits, char separator) const {
    if (scores_) {
      for (const float p : probabilities(logits, predictions_.multi_label)) {
        line += separator;
        append_number(line, p);
      }
    } else if (predictions_.multi_label) {
      for (const float logit : logits) {
        line += separator;
        line += logit > 0 ? '1' : '0';
      }
    } else {
      line += separator + quoted(class_name(predicted_class(logits)), separator);
    }
  }

  // In quotes if need be (RFC 4180).
  static std::string quoted(const std::string& text, char separator) {
    if (text.find_first_of(std::string("\"\r\n") + separator) == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) {
      result += c;
      if (c == '"') result += c;
    }
    return result + "\"";
  }

  Blocks out_;
  const Predictions& predictions_;
  const Dataset& dataset_;
  bool scores_;
};

}  // namespace

PredictionsFormat predictions_format(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".npy") return PredictionsFormat::kNpy;
  if (extension == ".csv") return PredictionsFormat::kCsv;
  if (extension == ".tsv") return PredictionsFormat::kTsv;
  fail(ErrorKind::kInvalidArgument,
       "{}: the name of a file of predictions ends in .npy, .csv or .tsv", path.string());
}

void write_predictions(const std::filesystem::path& path, const Predictions& predictions,
                       const Dataset& dataset, bool scores) {
  Writer(path, predictions, dataset, scores).write(predictions_format(path));
}

}  // namespace heddle::cli
