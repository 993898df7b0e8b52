#include "crypto/secret.h"

#include <cryptopp/misc.h>

#include <cstring>

namespace ecd::crypto {

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CryptoPP::VerifyBufsEqual(reinterpret_cast<const CryptoPP::byte*>(a.data()),
                                   reinterpret_cast<const CryptoPP::byte*>(b.data()), a.size());
}

void wipe(void* memory, size_t size) {
  std::memset(memory, 0, size);
  // As far as the compiler knows this reads the memory, so the line above has to stay.
  asm volatile("" : : "r"(memory) : "memory");
}

}  // namespace ecd::crypto
