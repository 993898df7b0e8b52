// JSON text → tree of values. The only code that knows nlohmann/json, through its SAX interface:
// without its DOM the module is smaller and no recursion remains.
#pragma once

#include <string_view>

#include "text/result.h"
#include "text/value.h"

namespace ecd::json {

// Reads one JSON text (RFC 8259), at most text::kMaxDepth levels deep. Numbers keep their own text.
// Errors: `BadJson` with the position in bytes. The document does not point into `json`.
Result<text::Document> parse(std::string_view json);

}  // namespace ecd::json
