// The memory over which JavaScript and a module exchange frames.
//
// JavaScript asks for room, writes the arguments there, calls, and finds the answer through the
// four numbers at the address that it got: address and size of the structure, address and size of
// the text. See frame.h. Only numbers cross, so no embind handle and no conversion of text is
// involved.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>

#include "crypto/secret.h"
#include "text/value.h"

namespace ecd::wasm {

// Room for arguments. What it holds is not cleared first: a catalog is large and filled at once.
struct Input {
  std::unique_ptr<char[]> bytes;
  uint32_t capacity = 0;

  std::string_view view(uint32_t size) const { return {bytes.get(), std::min(size, capacity)}; }
};

template <class Module>
struct Exchange {
  Module module;
  Input input;
  uint32_t output[4];

  // The address of room for `size` bytes of arguments.
  uint32_t room(uint32_t size) {
    if (input.capacity < size) {
      input.bytes.reset(new char[size]);
      input.capacity = size;
    }
    return address_of(input.bytes.get());
  }

  // Makes the call whose arguments are there; the address of its answer.
  uint32_t call(void (Module::*function)(text::Value), uint32_t size) {
    const std::string_view frame = input.view(size);
    module.call(function, frame);
    // Arguments may hold a secret, and nothing of them is needed any more.
    crypto::wipe(input.bytes.get(), frame.size());
    return describe_answer();
  }

  uint32_t describe_answer() {
    const std::string& structure = module.answer().structure();
    const std::string& text = module.answer().text();
    output[0] = address_of(structure.data());
    output[1] = static_cast<uint32_t>(structure.size());
    output[2] = address_of(text.data());
    output[3] = static_cast<uint32_t>(text.size());
    return address_of(output);
  }

 private:
  static uint32_t address_of(const void* memory) {
    return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(memory));
  }
};

}  // namespace ecd::wasm
