#include "validation/place.h"

#include <algorithm>

#include "text/decimal.h"

namespace ecd::validation {
std::optional<Place> find_place(const catalog::Operation& operation, std::string_view path) {
  if (path.ends_with('.')) return {};
  Place place{nullptr, nullptr, {}, false};
  while (!path.empty()) {
    const size_t end = std::min(path.find('.'), path.size());
    const std::string_view word = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (place.field && place.field->style == catalog::Style::kJson) place.is_in_json = true;
    if (place.field && place.field->type == catalog::Type::kArray) {
      const auto position = text::parse_position(word);
      if (!position || place.field->items.empty()) return {};
      place.path.emplace_back(*position - 1);
      place.field = &place.field->items.front();
    } else {
      place.field = place.field ? place.field->property(word) : operation.parameter(word);
      if (!place.field) return {};
      place.path.emplace_back(std::string(word));
    }
    if (!place.parameter) place.parameter = place.field;
  }
  if (!place.field) return {};
  return place;
}

std::optional<Place> find_flattened(const catalog::Operation& operation, std::string_view name) {
  if (name.find('.') == std::string_view::npos) return {};
  std::optional<Place> place = find_place(operation, name);
  if (place && place->is_in_json) return {};
  return place;
}

}  // namespace ecd::validation
