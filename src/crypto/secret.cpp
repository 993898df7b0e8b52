#include "crypto/secret.h"

#include <cryptopp/misc.h>

namespace ecd::crypto {

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CryptoPP::VerifyBufsEqual(reinterpret_cast<const CryptoPP::byte*>(a.data()),
                                   reinterpret_cast<const CryptoPP::byte*>(b.data()), a.size());
}

void wipe(void* memory, size_t size) {
  CryptoPP::SecureWipeBuffer(static_cast<CryptoPP::byte*>(memory), size);
}

}  // namespace ecd::crypto
