// Hexadecimal digits.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// The bytes of lower-case digits; nothing when it is any other text.
inline std::optional<std::vector<unsigned char>> decode_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return {};
  std::vector<unsigned char> out;
  out.reserve(digits.size() / 2);
  for (size_t i = 0; i < digits.size(); i += 2) {
    const size_t high = kLowerHexDigits.find(digits[i]);
    const size_t low = kLowerHexDigits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    out.push_back(static_cast<unsigned char>(high << 4 | low));
  }
  return out;
}

}  // namespace ecd::text
