// Queries and forms as the service reads them, and the canonical query of a signature.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/result.h"

namespace ecd::signing {

// A decoded name and value of a query or a form.
struct Parameter {
  std::string name;
  std::string value;
};

// The parameters of a raw query (or form body), in their order; `+` means a space, as for the
// service. Errors: `InvalidQuery` when an escape is cut off or the text is not UTF-8.
Result<std::vector<Parameter>> parse_query(std::string_view raw_query);

// Sorted by raw name, then by value; each name and value percent-encoded; joined with `&`.
std::string canonical_query(const std::vector<Parameter>& parameters);

// Adds a parameter to a canonical query.
void set_query_parameter(std::string& canonical, std::string_view name, std::string_view value);

}  // namespace ecd::signing
