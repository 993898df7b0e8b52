// What signer and verifier of ACS3 have in common.
// Source: "V3 request structure and signature", steps 2 and 3.
#pragma once

#include <string>
#include <string_view>

#include "crypto/digest.h"

namespace ecd::signing {

// Carries the hash of the body. The service's documents name it for SHA-256; the official clients
// use it for SM3 as well, and we follow them (docs/signing.md).
inline constexpr std::string_view kContentHashHeader = "x-acs-content-sha256";

// The algorithm's name, a line break, the hash of the canonical request in hexadecimal digits.
std::string acs3_string_to_sign(std::string_view algorithm, crypto::Hash hash,
                                std::string_view canonical_request);

}  // namespace ecd::signing
