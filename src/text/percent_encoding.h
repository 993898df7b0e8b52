// Percent-encoding as Alibaba Cloud signs it: RFC 3986 with A-Z a-z 0-9 - _ . ~ kept and every
// other byte of the UTF-8 text as %XX in upper case. One rule for names, values and path segments.
// Source: "V3 request structure and signature", section on encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ecd::text {

// Appends `text` with everything but the unreserved characters encoded; `/` becomes %2F.
void append_percent_encoded(std::string& out, std::string_view text);
std::string percent_encode(std::string_view text);

// The bytes that `text` stands for, or nothing when a % is not followed by two hexadecimal digits.
// `+` stays a plus sign.
std::optional<std::string> percent_decode(std::string_view text);

// The same for application/x-www-form-urlencoded, where `+` means a space.
std::optional<std::string> form_decode(std::string_view text);

}  // namespace ecd::text
