// Hexadecimal digits.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ecd::text {

inline constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
inline constexpr std::string_view kLowerHexDigits = "0123456789abcdef";

// The digit's value, or -1 when it is none.
constexpr int hex_digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends the bytes as lower-case digits, the form that every Alibaba Cloud digest has.
inline void append_hex(std::string& out, std::span<const unsigned char> bytes) {
  size_t at = out.size();
  out.resize(at + 2 * bytes.size());
  for (const unsigned char byte : bytes) {
    out[at++] = kLowerHexDigits[byte >> 4];
    out[at++] = kLowerHexDigits[byte & 15];
  }
}

}  // namespace ecd::text
