// Message authentication codes: HMAC (RFC 2104) over the hash functions of digest.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/digest.h"

namespace ecd::crypto {

// HMAC under one key. It keeps neither the key nor its pads, only the states of the hash behind
// them, which are wiped at the end; Crypto++'s own HMAC keeps the pads and hashes them again for
// every message.
class Mac {
 public:
  Mac(Hash hash, std::string_view key);
  ~Mac();
  Mac(Mac&&) noexcept;
  Mac& operator=(Mac&&) noexcept;

  Digest compute(std::string_view message) const;

 private:
  class Keyed;
  template <class Function>
  class KeyedWith;

  std::unique_ptr<Keyed> keyed_;
};

}  // namespace ecd::crypto
