// Points in time as the service writes them: yyyy-MM-ddTHH:mm:ssZ, UTC, whole seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecd::text {

// Seconds since 1970-01-01T00:00:00Z, or nothing when the text is not of that form, names a day
// that does not exist, or lies before 1970.
std::optional<int64_t> parse_timestamp(std::string_view text);

// The same for the form of HTTP headers (RFC 9110, IMF-fixdate): Wed, 16 Apr 2025 03:44:46 GMT.
std::optional<int64_t> parse_http_date(std::string_view text);

// That form of seconds since 1970. Requires a year below 10000.
std::string http_date(int64_t seconds);

}  // namespace ecd::text
