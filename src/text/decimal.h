// Decimal numbers in texts.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ecd::text {

// The number that the whole text spells, or nothing when it spells none or one too large.
template <class T>
std::optional<T> parse_decimal(std::string_view text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end) return {};
  return value;
}

// A position in a list as the wire counts it, from 1.
inline std::optional<uint32_t> parse_position(std::string_view text) {
  const auto position = parse_decimal<uint32_t>(text);
  return position == 0u ? std::nullopt : position;
}

// Less than, equal to or greater than 0 as `a` is to `b`. Both are numbers of any size: digits,
// perhaps a sign before and a point between them.
int compare_decimals(std::string_view a, std::string_view b);

}  // namespace ecd::text
