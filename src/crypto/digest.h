// Hash functions. src/crypto is the only code that knows Crypto++.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ecd::crypto {

// The hash functions of the signature schemes.
enum class Hash { kSha256 };

inline constexpr size_t kDigestSize = 32;
using Digest = std::array<unsigned char, kDigestSize>;

Digest digest(Hash hash, std::string_view data);

// The digest as lower-case hexadecimal digits.
std::string hex_digest(Hash hash, std::string_view data);

}  // namespace ecd::crypto
