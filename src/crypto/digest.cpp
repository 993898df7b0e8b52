#include "crypto/digest.h"

#include <cryptopp/sha.h>

#include "text/hex.h"

namespace ecd::crypto {

Digest digest(Hash hash, std::string_view data) {
  Digest out;
  switch (hash) {
    case Hash::kSha256:
      CryptoPP::SHA256().CalculateDigest(
          out.data(), reinterpret_cast<const CryptoPP::byte*>(data.data()), data.size());
  }
  return out;
}

std::string hex_digest(Hash hash, std::string_view data) {
  std::string out;
  text::append_hex(out, digest(hash, data));
  return out;
}

}  // namespace ecd::crypto
