// Why two parties do not sign alike: two canonical requests or strings to sign, held side by side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecd::signing {

// The likely cause of a difference.
enum class Cause : uint8_t {
  kMethod,
  kPath,
  kEncodedTwice,  // a % was encoded again
  kEncoding,      // the same values, written otherwise: + for a space, lower-case digits, …
  kOrder,         // the same parameters, sorted otherwise
  kParameters,
  kHeaderNotSigned,
  kHeaderValue,
  kHost,
  kClock,
  kNonce,
  kBody,
  kAlgorithm,
  kCanonicalRequest,  // strings to sign show only its hash
};

// The name that JavaScript sees, and a sentence in English.
std::string_view cause_name(Cause cause);
std::string_view cause_text(Cause cause);

// Lines and columns (in Unicode characters) count from 1, bytes from 0.
struct Difference {
  size_t line;
  size_t column;
  size_t byte;
  std::string ours;  // the line that differs
  std::string theirs;
  Cause cause;
};

// The first difference, or nothing when the texts are equal. `theirs` may be a whole message of the
// service: what stands behind "server string to sign is:" is taken.
std::optional<Difference> compare(std::string_view ours, std::string_view theirs);

}  // namespace ecd::signing
