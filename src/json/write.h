// Tree of values → JSON text.
#pragma once

#include <string>
#include <string_view>

#include "text/value.h"

namespace ecd::json {

// Appends `text` in quotes, escaped as JSON.stringify does it.
void append_quoted(std::string& out, std::string_view text);

// Appends the value as JSON.stringify spells it, key order kept. A BigInt is written in digits;
// what JSON cannot hold (validation refuses it) is written as null.
void append(std::string& out, text::Value value);

}  // namespace ecd::json
