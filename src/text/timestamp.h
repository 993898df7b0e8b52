// Points in time as the service writes them: yyyy-MM-ddTHH:mm:ssZ, UTC, whole seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ecd::text {

// Seconds since 1970-01-01T00:00:00Z, or nothing when the text is not of that form, names a day that
// does not exist, or lies before 1970.
std::optional<int64_t> parse_timestamp(std::string_view text);

}  // namespace ecd::text
