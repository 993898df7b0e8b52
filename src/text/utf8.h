// UTF-8 as The Unicode Standard defines it (table 3-7): no surrogates, no overlong forms, at most
// U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ecd::text {

// Returned by next_code_point for a byte sequence that is not UTF-8.
inline constexpr char32_t kMalformed = 0xFFFFFFFF;

// The code point that starts at `position`, which moves behind it; kMalformed (and one byte
// further) when there is none. Requires position < text.size().
char32_t next_code_point(std::string_view text, size_t& position);

// Appends a code point that is not a surrogate.
void append_utf8(std::string& out, char32_t code_point);

bool is_ascii(std::string_view text);

bool is_utf8(std::string_view text);

// At most so many bytes of a well-formed text, without half a character at the end.
std::string_view shortened(std::string_view text, size_t bytes);

// How many Unicode characters (code points) a well-formed text has.
size_t count_characters(std::string_view text);

// How many UTF-16 code units a well-formed text takes in JavaScript.
size_t count_utf16_units(std::string_view text);

}  // namespace ecd::text
