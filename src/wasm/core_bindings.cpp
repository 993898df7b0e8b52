// The one core of a module instance and its functions for JavaScript. The only code of this module
// that knows Emscripten.
//
// JavaScript asks for room with `input`, writes the arguments there, calls, and reads the answer at
// the address that it got: two numbers (bytes of structure, bytes of text), then structure and text.
// See frame.h. Only numbers cross, so no embind handle and no conversion of text is involved.

#include <emscripten/bind.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "crypto/secret.h"
#include "wasm/core.h"

namespace {

using ecd::wasm::Core;

struct Instance {
  Core core;
  std::string input;
  std::string output;
};

Instance& instance() {
  static Instance the_instance;
  return the_instance;
}

uint32_t address_of(const std::string& bytes) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(bytes.data()));
}

// Room for `size` bytes of arguments.
uint32_t input(uint32_t size) {
  std::string& buffer = instance().input;
  if (buffer.size() < size) buffer.resize(size);
  return address_of(buffer);
}

void append_number(std::string& out, size_t value) {
  const auto number = static_cast<uint32_t>(value);
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof bytes);
}

uint32_t write_output() {
  const ecd::wasm::FrameWriter& answer = instance().core.answer();
  std::string& out = instance().output;
  out.clear();
  append_number(out, answer.structure().size());
  append_number(out, answer.text().size());
  out += answer.structure();
  out += answer.text();
  return address_of(out);
}

template <void (Core::*function)(ecd::text::Value)>
uint32_t call(uint32_t size) {
  std::string& input = instance().input;
  instance().core.call(function, std::string_view(input).substr(0, size));
  // Arguments may hold a secret, and nothing of them is needed any more.
  ecd::crypto::wipe(input.data(), size);
  return write_output();
}

uint32_t load_catalog(uint32_t size) {
  instance().core.load_catalog(std::string_view(instance().input).substr(0, size));
  return write_output();
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
  function("sign", &call<&Core::sign>);
  function("signRequest", &call<&Core::sign_request>);
  function("readAuthorization", &call<&Core::read_authorization>);
  function("verify", &call<&Core::verify>);
  function("readAnswer", &call<&Core::read_answer>);
  function("outcomeOfFailure", &call<&Core::outcome_of_failure>);
}
