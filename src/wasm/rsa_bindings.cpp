// The one RSA signer of a module instance and its functions for JavaScript. The only code of this
// module that knows Emscripten.

#include <emscripten/bind.h>

#include "wasm/exchange.h"
#include "wasm/rsa.h"

namespace {

using ecd::wasm::Rsa;

ecd::wasm::Exchange<Rsa>& exchange() {
  static ecd::wasm::Exchange<Rsa> the_exchange;
  return the_exchange;
}

uint32_t input(uint32_t size) { return exchange().room(size); }

template <void (Rsa::*function)(ecd::text::Value)>
uint32_t call(uint32_t size) {
  return exchange().call(function, size);
}

}  // namespace

EMSCRIPTEN_BINDINGS(ecd_rsa) {
  using emscripten::function;
  function("input", &input);
  function("sign", &call<&Rsa::sign>);
  function("check", &call<&Rsa::check>);
}
