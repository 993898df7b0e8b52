#include "text/decimal.h"

#include <algorithm>

namespace ecd::text {
namespace {

// Without sign, leading zeros and trailing zeros of the fraction: equal numbers have equal parts.
struct Decimal {
  bool is_negative;
  std::string_view whole;
  std::string_view fraction;
};

Decimal split(std::string_view text) {
  const bool has_sign = text.starts_with('-');
  if (has_sign) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  Decimal out{has_sign, text.substr(0, point), text.substr(std::min(point + 1, text.size()))};
  while (out.whole.starts_with('0')) out.whole.remove_prefix(1);
  while (out.fraction.ends_with('0')) out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.is_negative = false;
  return out;
}

int compare_magnitudes(const Decimal& a, const Decimal& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int order = a.whole.compare(b.whole);
  return order != 0 ? order : a.fraction.compare(b.fraction);
}

}  // namespace

int compare_decimals(std::string_view a, std::string_view b) {
  const Decimal left = split(a);
  const Decimal right = split(b);
  if (left.is_negative != right.is_negative) return left.is_negative ? -1 : 1;
  return left.is_negative ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
}

}  // namespace ecd::text
