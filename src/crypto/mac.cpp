#include "crypto/mac.h"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace ecd::crypto {
namespace {

const CryptoPP::byte* bytes(std::string_view text) {
  return reinterpret_cast<const CryptoPP::byte*>(text.data());
}

}  // namespace

// Crypto++ keeps key, ipad and opad in SecBlocks, which wipe themselves.
struct Mac::State {
  CryptoPP::HMAC<CryptoPP::SHA256> sha256;
};

Mac::Mac(Hash hash, std::string_view key) : state_(std::make_unique<State>()) {
  switch (hash) {
    case Hash::kSha256:
      state_->sha256.SetKey(bytes(key), key.size());
  }
}

Mac::~Mac() = default;

Digest Mac::compute(std::string_view message) {
  Digest out;
  state_->sha256.CalculateDigest(out.data(), bytes(message), message.size());
  return out;
}

}  // namespace ecd::crypto
