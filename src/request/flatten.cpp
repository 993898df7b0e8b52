#include "request/flatten.h"

#include "json/write.h"
#include "validation/place.h"

namespace ecd::request {
namespace {

using catalog::Field;
using catalog::Position;
using text::Kind;
using text::Value;

class Flattener {
 public:
  explicit Flattener(WireParameters& out) : out_(out) {}

  void add(std::string_view name, Value value, const Field* field, Position position) {
    if (value.is(Kind::kArray) || value.is(Kind::kObject)) {
      if (field && field->style == catalog::Style::kJson) return add_json(name, value, position);
      return add_children(name, value, field, position);
    }
    out_.add(name, value.spelling(), position);
  }

 private:
  void add_json(std::string_view name, Value value, Position position) {
    std::string json;
    json::append(json, value);
    out_.add(name, out_.keep(std::move(json)), position);
  }

  // Recursion is bounded by text::kMaxDepth.
  void add_children(std::string_view name, Value value, const Field* field, Position position) {
    size_t index = 0;
    for (const Value child : value) {
      const bool is_array = value.is(Kind::kArray);
      std::string child_name(name);
      child_name += '.';
      child_name += is_array ? std::to_string(++index) : std::string(child.key());
      const Field* child_field = nullptr;
      if (field && is_array && !field->items.empty()) child_field = &field->items.front();
      if (field && !is_array) child_field = field->property(child.key());
      add(out_.keep(std::move(child_name)), child, child_field, position);
    }
  }

  WireParameters& out_;
};

}  // namespace

WireParameters flatten(const catalog::Operation& operation, Value parameters) {
  WireParameters out;
  Flattener flattener(out);
  for (const Value parameter : parameters) {
    const std::string_view name = parameter.key();
    if (const Field* field = operation.parameter(name)) {
      flattener.add(name, parameter, field, field->position);
    } else if (const auto place = validation::find_flattened(operation, name)) {
      flattener.add(name, parameter, place->field, place->parameter->position);
    } else {
      flattener.add(name, parameter, nullptr, Position::kQuery);
    }
  }
  return out;
}

}  // namespace ecd::request
