// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), over keys as people hand them around.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/result.h"

namespace ecd::crypto {

// Bits of a modulus. Shorter keys are no longer safe (NIST SP 800-131A); longer ones OpenSSL does
// not take either, and a single signature would take seconds.
inline constexpr unsigned kMinRsaBits = 2048;
inline constexpr unsigned kMaxRsaBits = 16384;

// Bytes of randomness for a signature. It blinds the private operation and leaves no trace in the
// signature, which is the same for every seed.
inline constexpr size_t kRsaSeedSize = 32;

// The signature in lower-case hexadecimal digits, as ACS3 sends it. The key is PKCS#8, unencrypted:
// PEM with the label PRIVATE KEY, or RSA PRIVATE KEY as Alibaba Cloud's Java and Python clients
// want it around the same bytes, or the Base64 alone. Errors: `InvalidPrivateKey`, whose text
// quotes nothing of the key; `InvalidSeed`.
Result<std::string> rsa_sign(std::string_view private_key, std::string_view seed,
                             std::string_view message);

// Whether those digits are the key's signature of the message. One in upper case, too short, too
// long or not below the modulus is none: a message has one signature under a key, in one spelling,
// where Crypto++ alone would accept others. The key is SubjectPublicKeyInfo: PEM with the label
// PUBLIC KEY, or the Base64 alone. Errors: `InvalidPublicKey`.
Result<bool> rsa_check(std::string_view public_key, std::string_view message,
                       std::string_view signature);

}  // namespace ecd::crypto
