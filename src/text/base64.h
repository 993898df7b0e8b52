// Base64 (RFC 4648) with padding, as signatures of the older schemes have it.
#pragma once

#include <span>
#include <string>

namespace ecd::text {

std::string base64(std::span<const unsigned char> bytes);

}  // namespace ecd::text
