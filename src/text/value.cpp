#include "text/value.h"

namespace ecd::text {

Value Document::root() const { return {*this, 0}; }

uint32_t Document::add(Kind kind, std::string_view key, std::string_view text) {
  const auto index = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({kind, index + 1, key, text});
  return index;
}

std::string_view Value::spelling() const {
  if (is(Kind::kTrue)) return "true";
  return is(Kind::kFalse) ? "false" : text();
}

size_t Value::size() const {
  size_t count = 0;
  for ([[maybe_unused]] const Value child : *this) ++count;
  return count;
}

std::optional<Value> Value::find(std::string_view name) const {
  std::optional<Value> found;
  if (!is(Kind::kObject)) return found;
  for (const Value member : *this) {
    if (member.key() == name) found = member;
  }
  return found;
}

std::string_view Value::text_of(std::string_view name) const {
  const std::optional<Value> member = find(name);
  return member && member->is(Kind::kString) ? member->text() : std::string_view();
}

}  // namespace ecd::text
