// Parameters of a call held against the catalog.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "text/result.h"
#include "text/value.h"
#include "validation/issue.h"

namespace ecd::validation {

// Every broken rule of a call, in the order of the given parameters, then the missing ones.
// `parameters` is an object; anything else is a `type` issue with an empty path.
std::vector<Issue> validate(const catalog::Operation& operation, const catalog::Service& service,
                            text::Value parameters, Profile profile);

// The broken rules of the one parameter, member or item at `path`: `Tag.1.Key`, positions from 1.
// `value` is nothing when it is missing; `parameters` are the call's others, for rules across
// fields. Errors: `UnknownParameter` when the operation has no such place.
Result<std::vector<Issue>> validate_parameter(const catalog::Operation& operation,
                                              const catalog::Service& service,
                                              std::string_view path,
                                              std::optional<text::Value> value,
                                              text::Value parameters, Profile profile);

}  // namespace ecd::validation
