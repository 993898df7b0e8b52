#include "crypto/digest.h"

#include <cryptopp/sha.h>
#include <cryptopp/sm3.h>

#include "text/hex.h"

namespace ecd::crypto {
namespace {

template <class Function>
Digest compute(std::string_view data) {
  Digest out;
  out.size = Function::DIGESTSIZE;
  Function().CalculateDigest(out.bytes.data(), reinterpret_cast<const CryptoPP::byte*>(data.data()),
                             data.size());
  return out;
}

}  // namespace

Digest digest(Hash hash, std::string_view data) {
  switch (hash) {
    case Hash::kSha1:
      return compute<CryptoPP::SHA1>(data);
    case Hash::kSm3:
      return compute<CryptoPP::SM3>(data);
    case Hash::kSha256:
      break;
  }
  return compute<CryptoPP::SHA256>(data);
}

std::string hex_digest(Hash hash, std::string_view data) {
  std::string out;
  text::append_hex(out, digest(hash, data).view());
  return out;
}

}  // namespace ecd::crypto
