#include "json/parse.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ecd::json {
namespace {

using text::Document;
using text::Kind;

class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(Document& document) : document_(document) {}

  bool null() override { return leaf(Kind::kNull); }
  bool boolean(bool value) override { return leaf(value ? Kind::kTrue : Kind::kFalse); }
  bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& spelling) override { return number(spelling); }
  bool string(string_t& value) override {
    return leaf(Kind::kString, document_.keep(std::move(value)));
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(Kind::kObject); }
  bool start_array(std::size_t) override { return open(Kind::kArray); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    key_ = document_.keep(std::move(value));
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    problem = "not valid at byte " + std::to_string(position);
    return false;
  }

  std::string problem;

 private:
  bool leaf(Kind kind, std::string_view value = {}) {
    document_.add(kind, std::exchange(key_, {}), value);
    return true;
  }
  bool number(std::string spelling) {
    return leaf(Kind::kNumber, document_.keep(std::move(spelling)));
  }
  bool open(Kind kind) {
    if (open_.size() == text::kMaxDepth) {
      problem = "deeper than " + std::to_string(text::kMaxDepth) + " levels";
      return false;
    }
    open_.push_back(document_.add(kind, std::exchange(key_, {})));
    return true;
  }
  bool close() {
    document_.close(open_.back());
    open_.pop_back();
    return true;
  }

  Document& document_;
  std::vector<uint32_t> open_;
  std::string_view key_;
};

}  // namespace

Result<Document> parse(std::string_view json) {
  Document document;
  TreeBuilder builder(document);
  if (nlohmann::json::sax_parse(json.begin(), json.end(), &builder)) return document;
  return Error{"BadJson", "JSON text " + builder.problem};
}

}  // namespace ecd::json
