#include "text/percent_encoding.h"

#include <array>

#include "text/hex.h"

namespace ecd::text {
namespace {

constexpr std::array<bool, 256> make_unreserved() {
  std::array<bool, 256> table{};
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned>(c)] = true;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<unsigned>(c)] = true;
  for (char c : {'-', '_', '.', '~'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kUnreserved = make_unreserved();

bool is_unreserved(char c) { return kUnreserved[static_cast<unsigned char>(c)]; }

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit_value(text[i + 1]);
      const int low = hex_digit_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

void append_percent_encoded(std::string& out, std::string_view text) {
  // What is kept goes over in runs.
  for (size_t start = 0; start < text.size();) {
    size_t end = start;
    while (end < text.size() && is_unreserved(text[end])) ++end;
    out.append(text, start, end - start);
    if (end == text.size()) return;
    const auto byte = static_cast<unsigned char>(text[end]);
    const char escape[] = {'%', kUpperHexDigits[byte >> 4], kUpperHexDigits[byte & 15]};
    out.append(escape, sizeof escape);
    start = end + 1;
  }
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_percent_encoded(out, text);
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::optional<std::string> form_decode(std::string_view text) { return decode(text, true); }

}  // namespace ecd::text
