#include "wasm/rsa.h"

#include "crypto/rsa.h"
#include "wasm/arguments.h"

namespace ecd::wasm {

// [private key, seed: 32 bytes, text] → signature
void Rsa::sign(text::Value list) {
  const Arguments arguments(list);
  const auto signature = crypto::rsa_sign(arguments.text(0), arguments.text(1), arguments.text(2));
  if (!signature) return write_error(signature.error());
  begin_value();
  out_.string(*signature);
}

// [public key, text, signature] → whether it is the key's signature of the text
void Rsa::check(text::Value list) {
  const Arguments arguments(list);
  const auto holds = crypto::rsa_check(arguments.text(0), arguments.text(1), arguments.text(2));
  if (!holds) return write_error(holds.error());
  begin_value();
  out_.boolean(*holds);
}

}  // namespace ecd::wasm
