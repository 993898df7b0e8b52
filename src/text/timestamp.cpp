#include "text/timestamp.h"

#include <chrono>

#include "text/ascii.h"

namespace ecd::text {
namespace {

constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";

bool has_shape(std::string_view text) {
  if (text.size() != kShape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, size_t position, size_t digits) {
  int value = 0;
  for (size_t i = 0; i < digits; ++i) value = value * 10 + (text[position + i] - '0');
  return value;
}

}  // namespace

std::optional<int64_t> parse_timestamp(std::string_view text) {
  if (!has_shape(text)) return std::nullopt;
  const std::chrono::year_month_day day{
      std::chrono::year{number_at(text, 0, 4)},
      std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
      std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
  if (days < 0) return std::nullopt;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

}  // namespace ecd::text
