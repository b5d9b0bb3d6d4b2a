#include "heddle/train/safetensors_header.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/base/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace heddle {
namespace {

constexpr std::array<std::pair<std::string_view, DType>, 7> kNames = {{
    {"F64", DType::kF64},
    {"F32", DType::kF32},
    {"BF16", DType::kBf16},
    {"I64", DType::kI64},
    {"I32", DType::kI32},
    {"I8", DType::kI8},
    {"BOOL", DType::kBool},
}};

std::string_view name_of(DType dtype) {
  return std::find_if(kNames.begin(), kNames.end(), [&](auto& n) { return n.second == dtype; })
      ->first;
}

// An event-driven reader: depth, kinds and keys are checked as they come, so that a hostile header
// is refused at its first wrong token.
class HeaderReader : public nlohmann::json_sax<ParsedJson> {
 public:
  HeaderReader(SafetensorsHeader& header, std::string_view source)
      : header_(header), source_(source) {}

  bool null() override { return unexpected("null"); }
  bool boolean(bool /*value*/) override { return unexpected("a boolean"); }
  bool number_integer(number_integer_t value) override {
    return unexpected(fmt::format("the number {}", value));
  }
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    return unexpected(fmt::format("the number {}", text));
  }
  bool binary(binary_t& /*value*/) override { return unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::kArray) return unexpected(fmt::format("the number {}", value));
    if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      refuse(fmt::format("the number {}, at most 2^63 - 1", value));
    }
    numbers_.push_back(static_cast<int64_t>(value));
    return true;
  }

  bool string(string_t& value) override {
    if (place_ == Place::kMetadata) {
      header_.metadata[key_] = std::move(value);
      return true;
    }
    if (place_ != Place::kTensor || key_ != "dtype") return unexpected("a string");
    const auto* known =
        std::find_if(kNames.begin(), kNames.end(), [&](auto& n) { return n.first == value; });
    if (known == kNames.end()) {
      fail(ErrorKind::kUnsupported,
           "{}: tensor '{}' has type '{}'; needs F64, F32, BF16, I64, I32, I8 or BOOL", source_,
           tensor_, value);
    }
    tensor_info_.dtype = known->second;
    return true;
  }

  bool start_object(std::size_t /*elements*/) override {
    if (place_ == Place::kStart) {
      place_ = Place::kTop;
    } else if (place_ == Place::kTop) {
      place_ = tensor_ == "__metadata__" ? Place::kMetadata : Place::kTensor;
      tensor_info_ = {};
      seen_.clear();
    } else {
      return unexpected("an object");
    }
    return true;
  }

  bool key(string_t& value) override {
    if (place_ == Place::kTop) {
      tensor_ = value;
      if (header_.tensors.contains(value) || (value == "__metadata__" && metadata_seen_)) {
        refuse("the key twice");
      }
      metadata_seen_ = metadata_seen_ || value == "__metadata__";
      return true;
    }
    if (place_ == Place::kMetadata && header_.metadata.contains(value)) {
      refuse(fmt::format("the key '{}' twice", value));
    }
    if (place_ == Place::kTensor) {
      if (value != "dtype" && value != "shape" && value != "data_offsets") {
        refuse(fmt::format("the key '{}'; needs dtype, shape and data_offsets", value));
      }
      if (std::find(seen_.begin(), seen_.end(), value) != seen_.end()) {
        refuse(fmt::format("the key '{}' twice", value));
      }
      seen_.push_back(value);
    }
    key_ = value;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kTensor) {
      if (seen_.size() != 3) refuse("no dtype, shape or data_offsets");
      header_.tensors[tensor_] = tensor_info_;
    }
    place_ = place_ == Place::kTop ? Place::kStart : Place::kTop;
    return true;
  }

  bool start_array(std::size_t /*elements*/) override {
    if (place_ != Place::kTensor || key_ == "dtype") return unexpected("an array");
    place_ = Place::kArray;
    numbers_.clear();
    return true;
  }

  bool end_array() override {
    place_ = Place::kTensor;
    if (key_ == "shape") {
      tensor_info_.shape = numbers_;
      return true;
    }
    if (numbers_.size() != 2) {
      refuse(fmt::format("{} data_offsets; needs begin and end", numbers_.size()));
    }
    tensor_info_.begin = numbers_[0];
    tensor_info_.end = numbers_[1];
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    fail(ErrorKind::kInvalidArgument, "{}: the header is not valid JSON at its byte {}", source_,
         position);
  }

 private:
  enum class Place { kStart, kTop, kMetadata, kTensor, kArray };

  [[noreturn]] void refuse(const std::string& found) const {
    fail(ErrorKind::kInvalidArgument, "{}: header: tensor '{}': found {}", source_, tensor_, found);
  }
  bool unexpected(const std::string& found) const {
    if (place_ == Place::kStart) {
      fail(ErrorKind::kInvalidArgument, "{}: the header is {}, needs an object", source_, found);
    }
    refuse(fmt::format("{} where a safetensors header has none", found));
  }

  SafetensorsHeader& header_;
  std::string_view source_;
  Place place_ = Place::kStart;
  bool metadata_seen_ = false;
  std::string tensor_, key_;
  TensorInfo tensor_info_;
  std::vector<std::string> seen_;
  std::vector<int64_t> numbers_;
};

// Bytes of the tensor by type and shape; nothing if that overflows.
std::optional<int64_t> bytes_of(const TensorInfo& info) {
  int64_t bytes = size_of(info.dtype);
  for (const int64_t extent : info.shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) return std::nullopt;
  }
  return bytes;
}

void check_places(const SafetensorsHeader& header, int64_t data_bytes, std::string_view source) {
  std::vector<std::pair<const TensorInfo*, const std::string*>> order;
  for (const auto& [name, info] : header.tensors) {
    require(info.begin <= info.end && info.end <= data_bytes,
            "{}: tensor '{}' lies at bytes [{}, {}), the file has {} bytes of data", source, name,
            info.begin, info.end, data_bytes);
    const std::optional<int64_t> bytes = bytes_of(info);
    require(bytes.has_value() && *bytes == info.end - info.begin,
            "{}: tensor '{}' is {}, needs {} bytes, has {}", source, name, info.describe(),
            bytes ? fmt::format("{}", *bytes) : "more than 2^63", info.end - info.begin);
    order.emplace_back(&info, &name);
  }
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first->begin, a.first->end) < std::pair(b.first->begin, b.first->end);
  });
  int64_t end = 0;
  for (const auto& [info, name] : order) {
    require(info->begin == end, "{}: tensor '{}' starts at byte {} of the data, needs {}", source,
            *name, info->begin, end);
    end = info->end;
  }
  require(end == data_bytes, "{}: the tensors end at byte {} of the data, the file has {}", source,
          end, data_bytes);
}

}  // namespace

int64_t TensorInfo::elements() const { return (end - begin) / size_of(dtype); }

std::string TensorInfo::describe() const {
  return fmt::format("{} [{}]", to_string(dtype), join(shape, ","));
}

SafetensorsHeader parse_safetensors_header(std::string_view json, int64_t data_bytes,
                                           std::string_view source) {
  SafetensorsHeader header;
  HeaderReader reader(header, source);
  ParsedJson::sax_parse(json.begin(), json.end(), &reader);
  check_places(header, data_bytes, source);
  return header;
}

std::string print_safetensors_header(const SafetensorsHeader& header) {
  Json json = Json::object();
  if (!header.metadata.empty()) json["__metadata__"] = header.metadata;
  for (const auto& [name, info] : header.tensors) {
    json[name] = {{"dtype", name_of(info.dtype)},
                  {"shape", info.shape},
                  {"data_offsets", {info.begin, info.end}}};
  }
  // Names may come from a user's file in any encoding; JSON is UTF-8.
  std::string text = print_json(json);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace heddle
