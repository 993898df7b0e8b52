// Hash functions. src/crypto is the only code that knows Crypto++.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace ecd::crypto {

// The hash functions of the signature schemes: FIPS 180-4, and GB/T 32905 (SM3).
enum class Hash { kSha1, kSha256, kSm3 };

// A digest of up to 32 bytes.
struct Digest {
  std::array<unsigned char, 32> bytes;
  size_t size;

  std::span<const unsigned char> view() const { return {bytes.data(), size}; }
};

Digest digest(Hash hash, std::string_view data);

// The digest as lower-case hexadecimal digits.
std::string hex_digest(Hash hash, std::string_view data);

}  // namespace ecd::crypto
