// Places in the parameters of an operation, named as on the wire.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "validation/issue.h"

namespace ecd::validation {

struct Place {
  const catalog::Field* parameter;  // the place is this one, or inside of it
  const catalog::Field* field;
  std::vector<PathStep> path;
  bool is_in_json;  // inside of what is sent as one JSON text, where the wire has no names
};

// The field at `Tag.1.Key`; positions count from 1. Nothing when the operation has no such place.
std::optional<Place> find_place(const catalog::Operation& operation, std::string_view path);

// What a parameter called `Tag.1.Key` stands for, as official clients take it: the place that is
// called so on the wire. Nothing for a name without a point.
std::optional<Place> find_flattened(const catalog::Operation& operation, std::string_view name);

}  // namespace ecd::validation
