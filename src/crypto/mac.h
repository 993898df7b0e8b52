// Message authentication codes: HMAC (RFC 2104) over the hash functions of digest.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/digest.h"

namespace ecd::crypto {

// HMAC under one key. The key's traces are wiped when it is destroyed.
class Mac {
 public:
  Mac(Hash hash, std::string_view key);
  ~Mac();
  Mac(Mac&&) noexcept;
  Mac& operator=(Mac&&) noexcept;

  Digest compute(std::string_view message);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ecd::crypto
