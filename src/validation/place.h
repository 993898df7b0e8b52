// Places in the parameters of an operation, named as on the wire.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "validation/issue.h"

namespace ecd::validation {

struct Place {
  const catalog::Field* field;
  std::vector<PathStep> path;
};

// The field at `Tag.1.Key`; positions count from 1. Nothing when the operation has no such place.
std::optional<Place> find_place(const catalog::Operation& operation, std::string_view path);

}  // namespace ecd::validation
