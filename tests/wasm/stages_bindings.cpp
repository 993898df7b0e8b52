// The primitives and stages of signing for JavaScript, compiled as the core is. Loaded by
// tests/support/stages.mjs. Texts cross by embind's own conversion: tests give well-formed ones.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>

#include "crypto/mac.h"
#include "json/parse.h"
#include "stages.h"
#include "text/hex.h"

namespace {

using emscripten::val;

std::string hex_digest(const std::string& hash, const std::string& data) {
  return ecd::crypto::hex_digest(ecd::test::hash_named(hash), data);
}

std::string hex_mac(const std::string& hash, const std::string& key, const std::string& data) {
  std::string out;
  ecd::crypto::Mac mac(ecd::test::hash_named(hash), key);
  ecd::text::append_hex(out, mac.compute(data).view());
  return out;
}

// The input is JSON; an object of texts comes back.
val run_stage(const std::string& stage, const std::string& input) {
  const auto document = ecd::json::parse(input);
  val out = val::object();
  if (!document) return out;
  for (const auto& [name, text] : ecd::test::run_stage(stage, document->root())) {
    out.set(name, text);
  }
  return out;
}

}  // namespace

EMSCRIPTEN_BINDINGS(ecd_stages) {
  emscripten::function("hexDigest", &hex_digest);
  emscripten::function("hexMac", &hex_mac);
  emscripten::function("runStage", &run_stage);
}
