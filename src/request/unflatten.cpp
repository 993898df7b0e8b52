#include "request/unflatten.h"

#include <algorithm>
#include <map>

#include "json/parse.h"
#include "text/decimal.h"

namespace ecd::request {
namespace {

using catalog::Field;
using catalog::Type;
using text::Document;
using text::Kind;
using text::Value;

// A parameter with the part of its name that is still to be placed.
struct Rest {
  std::string_view name;
  ReceivedParameter whole;
};

std::string_view first_word(std::string_view name) { return name.substr(0, name.find('.')); }

bool has_inner(const Field& field) {
  return field.style != catalog::Style::kJson &&
         (field.type == Type::kArray || field.type == Type::kObject);
}

class Unflattener {
 public:
  explicit Unflattener(Document& out) : out_(out) {}

  // Depth is bounded by the depth of the field descriptions, which a catalog caps.
  void add_object(std::string_view key, const std::vector<Field>& fields,
                  const std::vector<Rest>& members) {
    std::map<std::string_view, std::vector<Rest>> groups;
    for (const Rest& member : members) groups[first_word(member.name)].push_back(member);
    const uint32_t object = out_.add(Kind::kObject, key);
    for (const auto& [word, group] : groups) {
      const std::string_view name = word;  // a structured binding cannot be captured
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
        return candidate.name == name;
      });
      if (field != fields.end()) {
        add_group(name, *field, group);
      } else {
        for (const Rest& rest : group) add_text(rest);
      }
    }
    out_.close(object);
  }

 private:
  void add_text(const Rest& rest) { out_.add(Kind::kString, rest.whole.name, rest.whole.value); }

  void add_group(std::string_view key, const Field& field, const std::vector<Rest>& group) {
    std::vector<Rest> inner;
    for (const Rest& rest : group) {
      if (rest.name == key) {
        add_leaf(key, field, rest);
      } else if (has_inner(field)) {
        inner.push_back({rest.name.substr(key.size() + 1), rest.whole});
      } else {
        add_text(rest);
      }
    }
    if (!inner.empty()) add_inner(field.name, field, inner);
  }

  void add_inner(std::string_view key, const Field& field, const std::vector<Rest>& inner) {
    if (field.type == Type::kObject) return add_object(key, field.properties, inner);
    std::map<uint32_t, std::vector<Rest>> items;
    std::vector<Rest> misplaced;
    for (const Rest& rest : inner) {
      const auto position = text::parse_position(first_word(rest.name));
      if (position) {
        items[*position].push_back(rest);
      } else {
        misplaced.push_back(rest);
      }
    }
    const uint32_t array = out_.add(Kind::kArray, key);
    for (const auto& [position, item] : items) add_item(field, item);
    out_.close(array);
    for (const Rest& rest : misplaced) add_text(rest);
  }

  void add_item(const Field& field, const std::vector<Rest>& item) {
    static const Field kText;
    const Field& description = field.items.empty() ? kText : field.items.front();
    std::vector<Rest> inner;
    for (const Rest& rest : item) {
      const std::string_view word = first_word(rest.name);
      if (rest.name == word) {
        return add_leaf({}, description, rest);
      }
      inner.push_back({rest.name.substr(word.size() + 1), rest.whole});
    }
    if (has_inner(description)) add_inner({}, description, inner);
  }

  void add_leaf(std::string_view key, const Field& field, const Rest& rest) {
    if (field.style == catalog::Style::kJson) {
      const Result<Document> parsed = json::parse(out_.keep(std::string(rest.whole.value)));
      if (parsed) return copy(key, parsed->root());
    }
    out_.add(Kind::kString, key, rest.whole.value);
  }

  void copy(std::string_view key, Value value) {
    const std::string_view kept_key = out_.keep(std::string(key));
    const uint32_t index = out_.add(value.kind(), kept_key, out_.keep(std::string(value.text())));
    if (!value.is(Kind::kArray) && !value.is(Kind::kObject)) return;
    for (const Value child : value) copy(child.key(), child);
    out_.close(index);
  }

  Document& out_;
};

}  // namespace

Document unflatten(const catalog::Operation& operation,
                   const std::vector<ReceivedParameter>& parameters) {
  std::vector<Rest> rests;
  rests.reserve(parameters.size());
  for (const ReceivedParameter& parameter : parameters) {
    rests.push_back({parameter.name, parameter});
  }
  Document out;
  Unflattener(out).add_object({}, operation.parameters, rests);
  return out;
}

}  // namespace ecd::request
