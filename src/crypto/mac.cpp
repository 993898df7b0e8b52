#include "crypto/mac.h"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>
#include <cryptopp/sm3.h>

namespace ecd::crypto {
namespace {

const CryptoPP::byte* bytes(std::string_view text) {
  return reinterpret_cast<const CryptoPP::byte*>(text.data());
}

std::unique_ptr<CryptoPP::MessageAuthenticationCode> make_hmac(Hash hash) {
  switch (hash) {
    case Hash::kSha1:
      return std::make_unique<CryptoPP::HMAC<CryptoPP::SHA1>>();
    case Hash::kSm3:
      return std::make_unique<CryptoPP::HMAC<CryptoPP::SM3>>();
    case Hash::kSha256:
      break;
  }
  return std::make_unique<CryptoPP::HMAC<CryptoPP::SHA256>>();
}

}  // namespace

// Crypto++ keeps key, ipad and opad in SecBlocks, which wipe themselves.
struct Mac::State {
  std::unique_ptr<CryptoPP::MessageAuthenticationCode> hmac;
};

Mac::Mac(Hash hash, std::string_view key) : state_(new State{make_hmac(hash)}) {
  state_->hmac->SetKey(bytes(key), key.size());
}

Mac::~Mac() = default;
Mac::Mac(Mac&&) noexcept = default;
Mac& Mac::operator=(Mac&&) noexcept = default;

Digest Mac::compute(std::string_view message) {
  Digest out;
  out.size = state_->hmac->DigestSize();
  state_->hmac->CalculateDigest(out.bytes.data(), bytes(message), message.size());
  return out;
}

}  // namespace ecd::crypto
