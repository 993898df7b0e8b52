#include "crypto/mac.h"

#include <cryptopp/sha.h>
#include <cryptopp/sm3.h>

#include <algorithm>
#include <array>

#include "crypto/secret.h"

namespace ecd::crypto {
namespace {

// Of all hash functions of digest.h, in bytes.
constexpr size_t kBlockSize = 64;
using Block = std::array<CryptoPP::byte, kBlockSize>;

const CryptoPP::byte* bytes(std::string_view text) {
  return reinterpret_cast<const CryptoPP::byte*>(text.data());
}

// The key filled up with zeros, or its digest if it is longer than a block.
Block key_block(Hash hash, std::string_view key) {
  Block block{};
  if (key.size() <= kBlockSize) {
    std::copy_n(bytes(key), key.size(), block.begin());
  } else {
    Digest short_key = digest(hash, key);
    std::copy_n(short_key.bytes.begin(), short_key.size, block.begin());
    wipe(short_key.bytes.data(), short_key.size);
  }
  return block;
}

}  // namespace

class Mac::Keyed {
 public:
  virtual ~Keyed() = default;
  virtual Digest compute(std::string_view message) const = 0;
};

template <class Function>
class Mac::KeyedWith : public Keyed {
 private:
  // A hash function's state between two blocks.
  class State : public Function {
   public:
    void update_and_forget(const Block& block) {
      this->Update(block.data(), block.size());
      // Crypto++ keeps the last block, its words turned round, until the next one comes.
      wipe(this->DataBuf(), Function::BLOCKSIZE);
    }
  };

 public:
  // Leaves nothing of the key in the block.
  explicit KeyedWith(Block& block) {
    for (CryptoPP::byte& byte : block) byte ^= 0x36;  // ipad
    inner_.update_and_forget(block);
    for (CryptoPP::byte& byte : block) byte ^= 0x36 ^ 0x5C;  // opad
    outer_.update_and_forget(block);
    wipe(block.data(), block.size());
  }

  Digest compute(std::string_view message) const override {
    Digest out;
    out.size = Function::DIGESTSIZE;
    State inner = inner_;
    inner.Update(bytes(message), message.size());
    inner.Final(out.bytes.data());
    State outer = outer_;
    outer.Update(out.bytes.data(), out.size);
    outer.Final(out.bytes.data());
    return out;
  }

 private:
  State inner_;
  State outer_;
};

Mac::Mac(Hash hash, std::string_view key) {
  Block block = key_block(hash, key);
  switch (hash) {
    case Hash::kSha1:
      keyed_ = std::make_unique<KeyedWith<CryptoPP::SHA1>>(block);
      return;
    case Hash::kSm3:
      keyed_ = std::make_unique<KeyedWith<CryptoPP::SM3>>(block);
      return;
    case Hash::kSha256:
      keyed_ = std::make_unique<KeyedWith<CryptoPP::SHA256>>(block);
      return;
  }
}

Mac::~Mac() = default;
Mac::Mac(Mac&&) noexcept = default;
Mac& Mac::operator=(Mac&&) noexcept = default;

Digest Mac::compute(std::string_view message) const { return keyed_->compute(message); }

}  // namespace ecd::crypto
