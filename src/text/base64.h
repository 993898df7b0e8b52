// Base64 (RFC 4648) with padding: signatures of the older schemes, and keys.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ecd::text {

std::string base64(std::span<const unsigned char> bytes);

// Decodes into `out`, which has room for three bytes per four characters and is the caller's to
// wipe; answers how many it wrote. White space is passed over, so lines may end as they like.
// Nothing when there is another character, when padding is missing, or when bits are set that
// belong to no byte (RFC 4648 section 3.5): white space apart, bytes have one spelling.
std::optional<size_t> decode_base64(std::string_view text, std::span<unsigned char> out);

}  // namespace ecd::text
