// The lines around a key or certificate: PEM (RFC 7468).
#pragma once

#include <optional>
#include <string_view>

namespace ecd::text {

struct Pem {
  std::string_view label;   // e.g. "PRIVATE KEY"; "" when the text has no such lines
  std::string_view base64;  // with its line breaks
};

// The block of a text, or the whole text when it has none: keys are also handed around as bare
// Base64. What stands before and after a block is passed over, as OpenSSL does (a byte order mark,
// the names that `openssl pkcs12` writes). Nothing when the end of the block is missing, or when
// there is another block: which of two keys is meant is not ours to guess.
std::optional<Pem> find_pem(std::string_view text);

}  // namespace ecd::text
