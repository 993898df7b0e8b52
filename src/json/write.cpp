#include "json/write.h"

#include "text/hex.h"

namespace ecd::json {
namespace {

using text::Kind;
using text::Value;

// The character behind the backslash of a short escape, or 0.
char short_escape(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

// Recursion is bounded by text::kMaxDepth.
void append_children(std::string& out, Value value) {
  const bool is_object = value.is(Kind::kObject);
  out += is_object ? '{' : '[';
  bool first = true;
  for (const Value child : value) {
    if (!first) out += ',';
    first = false;
    if (is_object) {
      append_quoted(out, child.key());
      out += ':';
    }
    append(out, child);
  }
  out += is_object ? '}' : ']';
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (const char escape = short_escape(c)) {
      out += '\\';
      out += escape;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += text::kLowerHexDigits[byte >> 4];
      out += text::kLowerHexDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append(std::string& out, Value value) {
  switch (value.kind()) {
    case Kind::kTrue:
      out += "true";
      break;
    case Kind::kFalse:
      out += "false";
      break;
    case Kind::kNumber:
    case Kind::kBigInt:
      out += value.text();
      break;
    case Kind::kString:
      append_quoted(out, value.text());
      break;
    case Kind::kArray:
    case Kind::kObject:
      append_children(out, value);
      break;
    default:
      out += "null";
  }
}

}  // namespace ecd::json
