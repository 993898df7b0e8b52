#include "catalog/operation.h"

#include <algorithm>

#include "text/ascii.h"

namespace ecd::catalog {
namespace {

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

}  // namespace

const Field* Field::property(std::string_view property_name) const {
  return find_field(properties, property_name);
}

const Field* Operation::parameter(std::string_view parameter_name) const {
  return find_field(parameters, parameter_name);
}

bool Operation::allows(std::string_view method) const {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

const Region* Service::region(std::string_view id) const {
  const auto found = std::lower_bound(
      regions.begin(), regions.end(), id,
      [](const Region& region, std::string_view wanted) { return region.id < wanted; });
  return found == regions.end() || found->id != id ? nullptr : &*found;
}

// ^[a-z]{2,10}(-[a-z0-9]{1,20}){0,4}$
bool is_region_id(std::string_view text) {
  const size_t first_end = std::min(text.find('-'), text.size());
  if (first_end < 2 || first_end > 10) return false;
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first_end),
                   text::is_lower)) {
    return false;
  }
  size_t words = 0;
  for (size_t start = first_end; start < text.size(); ++words) {
    const size_t end = std::min(text.find('-', start + 1), text.size());
    const std::string_view word = text.substr(start + 1, end - start - 1);
    if (word.empty() || word.size() > 20) return false;
    for (const char c : word) {
      if (!text::is_lower(c) && !text::is_digit(c)) return false;
    }
    start = end;
  }
  return words <= 4;
}

}  // namespace ecd::catalog
