#include "text/base64.h"

#include "text/ascii.h"

namespace ecd::text {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The digit's value, or -1 when it is none.
constexpr int digit_value(char c) {
  const size_t at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string base64(std::span<const unsigned char> bytes) {
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    const unsigned group = (unsigned{bytes[i]} << 16) |
                           (left > 1 ? unsigned{bytes[i + 1]} << 8 : 0u) |
                           (left > 2 ? unsigned{bytes[i + 2]} : 0u);
    out += kDigits[group >> 18];
    out += kDigits[(group >> 12) & 63];
    out += left > 1 ? kDigits[(group >> 6) & 63] : '=';
    out += left > 2 ? kDigits[group & 63] : '=';
  }
  return out;
}

std::optional<size_t> decode_base64(std::string_view text, std::span<unsigned char> out) {
  size_t size = 0;
  size_t characters = 0;
  size_t padding = 0;
  unsigned bits = 0;  // of the group of four characters that is being read
  for (const char c : text) {
    if (is_space(c)) continue;
    const int value = c == '=' ? 0 : digit_value(c);
    if (value < 0 || (padding > 0 && c != '=')) return {};
    if (c == '=') ++padding;
    bits = (bits << 6) | static_cast<unsigned>(value);
    if (++characters % 4 != 0) continue;
    for (const int shift : {16, 8, 0}) out[size++] = static_cast<unsigned char>(bits >> shift);
    bits = 0;
  }
  if (characters % 4 != 0 || padding > 2) return {};
  for (size_t i = 0; i < padding; ++i) {
    if (out[--size] != 0) return {};
  }
  return size;
}

}  // namespace ecd::text
