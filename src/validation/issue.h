// What validation finds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ecd::validation {

// Which documented rules are errors; see surface: `Profile` in npm/src/core/types.ts.
enum class Profile : uint8_t { kDefault, kDocumented, kSchema, kOff };

enum class Code : uint8_t {
  kRequired,
  kType,
  kFormat,
  kUnknownParameter,
  kMinLength,
  kMaxLength,
  kMinimum,
  kMaximum,
  kMinItems,
  kMaxItems,
  kEnum,
  kPattern,
  kStartsWith,
  kAllowedCharacters,
  kForbiddenPrefix,
  kForbiddenSubstring,
  kSameRegion,
  kUnknownRegion,
  kMalformedUnicode,
  kTooDeep,
  kTooLarge,
};
inline constexpr size_t kCodeCount = static_cast<size_t>(Code::kTooLarge) + 1;

enum class Severity : uint8_t { kWarning, kError };

// A member's name or a position from 0.
using PathStep = std::variant<std::string, uint32_t>;

// A figure or a name that the message mentions. Never the value itself: it may be a secret.
struct Detail {
  std::string_view name;
  std::string text;
  bool is_number = false;  // text holds its decimal spelling
};

struct Issue {
  std::vector<PathStep> path;
  Code code;
  Severity severity;
  std::vector<Detail> details;
};

// The code's public name, e.g. "minLength".
std::string_view code_name(Code code);

bool has_errors(const std::vector<Issue>& issues);

}  // namespace ecd::validation
