// Single rules over single values. Each says whether a value keeps it; none knows where the value
// stands or how bad it is to break it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "text/value.h"

namespace ecd::validation {

// Whether the value has the type on the wire. Integers and booleans may be spelt as text; an
// integer is a safe integer, a BigInt or decimal digits; nothing with an exponent is a number.
bool has_type(const catalog::Field& field, text::Value value);

// The type's name in messages, e.g. "integer".
std::string_view type_name(catalog::Type type);
std::string_view kind_name(text::Value value);

// Whether a value of the right type keeps `format`. Region IDs are not looked at here.
bool has_format(catalog::Format format, std::string_view value);

// What `format` looks like in messages, e.g. "int32".
std::string_view format_name(catalog::Format format);

// Names that would change an object's prototype in JavaScript: no parameter is called so, and code
// that copies parameters carelessly would be steered by them.
bool is_prototype_name(std::string_view name);

bool is_in_ranges(char32_t character, const std::vector<catalog::CharacterRange>& ranges);

// The position, from 1, of the first character outside the ranges; 0 when there is none.
size_t first_outside(std::string_view value, const std::vector<catalog::CharacterRange>& ranges);

// The ranges as text, separated by spaces: "A-Z a-z _".
std::string spell_ranges(const std::vector<catalog::CharacterRange>& ranges);

// The first of the texts that `value` starts with or contains; nothing when there is none.
std::optional<std::string> found_prefix(std::string_view value,
                                        const std::vector<std::string>& prefixes);
std::optional<std::string> found_substring(std::string_view value,
                                           const std::vector<std::string>& substrings);

}  // namespace ecd::validation
