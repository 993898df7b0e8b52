#include "validation/rules.h"

#include <algorithm>

#include "text/ascii.h"
#include "text/decimal.h"
#include "text/timestamp.h"
#include "text/utf8.h"

namespace ecd::validation {
namespace {

using catalog::Field;
using catalog::Format;
using catalog::Type;
using text::Kind;
using text::Value;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), text::is_digit);
}

std::string_view without_sign(std::string_view text) {
  return text.substr(text.starts_with('-') ? 1 : 0);
}

bool is_integer_text(std::string_view text) { return all_digits(without_sign(text)); }

// Digits, and perhaps a point between digits. No exponent: the service documents none.
bool is_decimal_text(std::string_view text) {
  const std::string_view digits = without_sign(text);
  const size_t point = digits.find('.');
  return point == std::string_view::npos
             ? all_digits(digits)
             : all_digits(digits.substr(0, point)) && all_digits(digits.substr(point + 1));
}

bool is_integer_within(std::string_view text, std::string_view minimum, std::string_view maximum) {
  return is_integer_text(text) && text::compare_decimals(text, minimum) >= 0 &&
         text::compare_decimals(text, maximum) <= 0;
}

bool is_integer(Value value) {
  switch (value.kind()) {
    // A larger JavaScript number may already have lost digits.
    case Kind::kNumber:
      return is_integer_within(value.text(), "-9007199254740991", "9007199254740991");  // 2^53 - 1
    case Kind::kBigInt:
    case Kind::kString:
      return is_integer_text(value.text());
    default:
      return false;
  }
}

bool is_boolean(Value value) {
  return value.is_boolean() ||
         (value.is(Kind::kString) && (value.text() == "true" || value.text() == "false"));
}

}  // namespace

bool has_type(const Field& field, Value value) {
  switch (field.type) {
    case Type::kString:
      return value.is(Kind::kString);
    case Type::kInteger:
      return is_integer(value);
    case Type::kNumber:
      return (value.is_number() || value.is(Kind::kString)) && is_decimal_text(value.text());
    case Type::kBoolean:
      return is_boolean(value);
    case Type::kArray:
      return value.is(Kind::kArray);
    case Type::kObject:
      return value.is(Kind::kObject);
    case Type::kAny:
      return true;
  }
  return false;
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kString:
      return "string";
    case Type::kInteger:
      return "integer";
    case Type::kNumber:
      return "number";
    case Type::kBoolean:
      return "boolean";
    case Type::kArray:
      return "array";
    case Type::kObject:
      return "object";
    case Type::kAny:
      break;
  }
  return "any";
}

std::string_view kind_name(Value value) {
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kFalse:
    case Kind::kTrue:
      return "boolean";
    case Kind::kNumber:
      return value.text().find('e') == std::string_view::npos ? "number"
                                                              : "number with an exponent";
    case Kind::kBigInt:
      return "bigint";
    case Kind::kArray:
      return "array";
    case Kind::kObject:
      return "object";
    case Kind::kUnsupported:
      return value.text();
    default:
      return "string";
  }
}

bool has_format(Format format, std::string_view value) {
  switch (format) {
    case Format::kInt32:
      return is_integer_within(value, "-2147483648", "2147483647");
    case Format::kInt64:
      return is_integer_within(value, "-9223372036854775808", "9223372036854775807");
    case Format::kDateTime:
      return text::parse_timestamp(value).has_value();
    default:
      return true;
  }
}

std::string_view format_name(Format format) {
  switch (format) {
    case Format::kInt32:
      return "int32";
    case Format::kInt64:
      return "int64";
    case Format::kDateTime:
      return "yyyy-MM-ddTHH:mm:ssZ";
    default:
      return "number";
  }
}

bool is_prototype_name(std::string_view name) {
  return name == "__proto__" || name == "constructor" || name == "prototype";
}

bool is_in_ranges(char32_t character, const std::vector<catalog::CharacterRange>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const catalog::CharacterRange& range) {
    return character >= range.first && character <= range.last;
  });
}

size_t first_outside(std::string_view value, const std::vector<catalog::CharacterRange>& ranges) {
  size_t count = 0;
  for (size_t position = 0; position < value.size();) {
    ++count;
    if (!is_in_ranges(text::next_code_point(value, position), ranges)) return count;
  }
  return 0;
}

std::string spell_ranges(const std::vector<catalog::CharacterRange>& ranges) {
  std::string out;
  for (const catalog::CharacterRange& range : ranges) {
    if (!out.empty()) out += ' ';
    text::append_utf8(out, range.first);
    if (range.last == range.first) continue;
    out += '-';
    text::append_utf8(out, range.last);
  }
  return out;
}

std::optional<std::string> found_prefix(std::string_view value,
                                        const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (value.starts_with(prefix)) return prefix;
  }
  return {};
}

std::optional<std::string> found_substring(std::string_view value,
                                           const std::vector<std::string>& substrings) {
  for (const std::string& substring : substrings) {
    if (value.find(substring) != std::string_view::npos) return substring;
  }
  return {};
}

}  // namespace ecd::validation
