// Handling of secrets in memory.
#pragma once

#include <cstddef>
#include <string_view>

namespace ecd::crypto {

// Whether the texts are equal, in a time that depends on their lengths alone. Only functions with
// this suffix are constant-time.
bool equal_constant_time(std::string_view a, std::string_view b);

// Overwrites memory in a way that the compiler may not leave out.
void wipe(void* memory, size_t size);

}  // namespace ecd::crypto
