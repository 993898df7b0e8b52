// The calls that JavaScript can make of the RSA module. It knows keys and texts, nothing of
// requests: the core makes the text to sign and finishes the request with the signature.
#pragma once

#include "text/value.h"
#include "wasm/module.h"

namespace ecd::wasm {

class Rsa : public Module<Rsa> {
 public:
  // Calls over frames; the arguments of each are an array, described at its definition.
  void sign(text::Value arguments);
  void check(text::Value arguments);
};

}  // namespace ecd::wasm
