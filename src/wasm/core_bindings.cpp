// The one core of a module instance and its functions for JavaScript. The only code of this module
// that knows Emscripten.
//
// JavaScript asks for room with `input`, writes the arguments there, calls, and finds the answer
// through the four numbers at the address that it got: address and size of the structure, address
// and size of the text. See frame.h. Only numbers cross, so no embind handle and no conversion of
// text is involved.

#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/secret.h"
#include "wasm/core.h"

namespace {

using ecd::wasm::Core;

// Room for arguments. What it holds is not cleared first: a catalog is large and filled at once.
struct Input {
  std::unique_ptr<char[]> bytes;
  uint32_t capacity = 0;

  std::string_view view(uint32_t size) const { return {bytes.get(), std::min(size, capacity)}; }
};

struct Instance {
  std::vector<std::unique_ptr<char[]>> catalogs;  // what the core's catalog points into
  Core core;
  Input input;
  uint32_t output[4];
};

Instance& instance() {
  static Instance the_instance;
  return the_instance;
}

uint32_t address_of(const void* memory) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(memory));
}

// Room for `size` bytes of arguments.
uint32_t input(uint32_t size) {
  Input& buffer = instance().input;
  if (buffer.capacity < size) {
    buffer.bytes.reset(new char[size]);
    buffer.capacity = size;
  }
  return address_of(buffer.bytes.get());
}

uint32_t describe_output() {
  const std::string& structure = instance().core.answer().structure();
  const std::string& text = instance().core.answer().text();
  uint32_t* const output = instance().output;
  output[0] = address_of(structure.data());
  output[1] = static_cast<uint32_t>(structure.size());
  output[2] = address_of(text.data());
  output[3] = static_cast<uint32_t>(text.size());
  return address_of(output);
}

template <void (Core::*function)(ecd::text::Value)>
uint32_t call(uint32_t size) {
  const Input& input = instance().input;
  instance().core.call(function, input.view(size));
  // Arguments may hold a secret, and nothing of them is needed any more.
  ecd::crypto::wipe(input.bytes.get(), size);
  return describe_output();
}

uint32_t load_catalog(uint32_t size) {
  Input& input = instance().input;
  if (instance().core.load_catalog(input.view(size))) {
    instance().catalogs.push_back(std::move(input.bytes));
    input = {};
  }
  return describe_output();
}

}  // namespace

EMSCRIPTEN_BINDINGS(ecd_core) {
  using emscripten::function;
  function("input", &input);
  function("loadCatalog", &load_catalog);
  function("names", &call<&Core::names>);
  function("describe", &call<&Core::describe>);
  function("service", &call<&Core::service>);
  function("validate", &call<&Core::validate>);
  function("validateParameter", &call<&Core::validate_parameter>);
  function("validateReceived", &call<&Core::validate_received>);
  function("build", &call<&Core::build>);
  function("useKey", &call<&Core::use_key>);
  function("forgetKey", &call<&Core::forget_key>);
  function("sign", &call<&Core::sign>);
  function("signBatch", &call<&Core::sign_batch>);
  function("signRequest", &call<&Core::sign_request>);
  function("readClaim", &call<&Core::read_claim>);
  function("verify", &call<&Core::verify>);
  function("compare", &call<&Core::compare>);
  function("readAnswer", &call<&Core::read_answer>);
  function("outcomeOfFailure", &call<&Core::outcome_of_failure>);
  function("nextAttempt", &call<&Core::next_attempt>);
  function("tokensAfterSuccess", &call<&Core::tokens_after_success>);
}
