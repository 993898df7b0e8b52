// Memory that is given back is cleared first, in every module: it may have held a token, a part of
// a key or a signed request. So no string needs to remember what it holds.
#include <malloc.h>

#include <cstdlib>
#include <new>

#include "crypto/secret.h"

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  ecd::crypto::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
