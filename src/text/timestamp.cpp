#include "text/timestamp.h"

#include <chrono>

#include "text/ascii.h"

namespace ecd::text {
namespace {

constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
constexpr std::string_view kHttpShape = "aaa, dd aaa dddd dd:dd:dd GMT";
constexpr std::string_view kDayNames = "SunMonTueWedThuFriSat";
constexpr std::string_view kMonthNames = "JanFebMarAprMayJunJulAugSepOctNovDec";

// `d` stands for a digit, `a` for any character.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == 'a') continue;
    if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, size_t position, size_t digits) {
  int value = 0;
  for (size_t i = 0; i < digits; ++i) value = value * 10 + (text[position + i] - '0');
  return value;
}

// Nothing for a day or time that does not exist, or that lies before 1970.
std::optional<int64_t> seconds_since_1970(std::chrono::year_month_day day, int hour, int minute,
                                          int second) {
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
  if (days < 0) return std::nullopt;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

std::chrono::year_month_day make_day(int year, int month, int day) {
  return {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
          std::chrono::day{static_cast<unsigned>(day)}};
}

std::string two_digits(int64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::optional<int64_t> parse_timestamp(std::string_view text) {
  if (!has_shape(text, kShape)) return std::nullopt;
  return seconds_since_1970(
      make_day(number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2)),
      number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2));
}

std::optional<int64_t> parse_http_date(std::string_view text) {
  if (!has_shape(text, kHttpShape)) return std::nullopt;
  const size_t month = kMonthNames.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto seconds = seconds_since_1970(
      make_day(number_at(text, 12, 4), static_cast<int>(month / 3) + 1, number_at(text, 5, 2)),
      number_at(text, 17, 2), number_at(text, 20, 2), number_at(text, 23, 2));
  // The name of the day must be right: writing it again is the shortest check.
  return seconds && http_date(*seconds) == text ? seconds : std::nullopt;
}

std::string http_date(int64_t seconds) {
  const std::chrono::sys_days days{std::chrono::days{static_cast<int>(seconds / 86400)}};
  const std::chrono::year_month_day day{days};
  const unsigned weekday = std::chrono::weekday{days}.c_encoding();
  const int64_t time = seconds % 86400;
  std::string out(kDayNames.substr(weekday * 3, 3));
  out += ", " + two_digits(unsigned{day.day()}) + ' ';
  out += kMonthNames.substr((unsigned{day.month()} - 1) * 3, 3);
  const int year = int{day.year()};
  out += ' ' + two_digits(year / 100) + two_digits(year % 100) + ' ';
  out += two_digits(time / 3600) + ':' + two_digits(time / 60 % 60) + ':' + two_digits(time % 60);
  return out + " GMT";
}

}  // namespace ecd::text
