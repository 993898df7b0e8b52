// The one core of a module instance and its functions for JavaScript. The only code of this module
// that knows Emscripten.

#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "wasm/core.h"
#include "wasm/exchange.h"

namespace {

using ecd::wasm::Core;

struct Instance {
  std::vector<std::unique_ptr<char[]>> catalogs;  // what the core's catalog points into
  ecd::wasm::Exchange<Core> exchange;
};

Instance& instance() {
  static Instance the_instance;
  return the_instance;
}

uint32_t input(uint32_t size) { return instance().exchange.room(size); }

template <void (Core::*function)(ecd::text::Value)>
uint32_t call(uint32_t size) {
  return instance().exchange.call(function, size);
}

uint32_t load_catalog(uint32_t size) {
  auto& [catalogs, exchange] = instance();
  if (exchange.module.load_catalog(exchange.input.view(size))) {
    catalogs.push_back(std::move(exchange.input.bytes));
    exchange.input = {};
  }
  return exchange.describe_answer();
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
  function("readRsaSignature", &call<&Core::read_rsa_signature>);
  function("verify", &call<&Core::verify>);
  function("compare", &call<&Core::compare>);
  function("readAnswer", &call<&Core::read_answer>);
  function("outcomeOfFailure", &call<&Core::outcome_of_failure>);
  function("nextAttempt", &call<&Core::next_attempt>);
  function("tokensAfterSuccess", &call<&Core::tokens_after_success>);
}
