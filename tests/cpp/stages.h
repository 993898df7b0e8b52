// Stages of signing by themselves: what the cases of tests/vectors/stages.ndjson need that begin or
// end inside a signature. Built into the native tests and into a module of WebAssembly for tests
// alone (tests/wasm), so that both run the same functions of the core.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "crypto/digest.h"
#include "text/value.h"

namespace ecd::test {

// The hash of that name: SHA-1, SHA-256, SM3. Any other is a mistake of the test.
crypto::Hash hash_named(std::string_view name);

// What a stage (hash, hmac, acs3, rpc, roa) makes of a case's input, by the names that `expected`
// has in the case. Nothing for another stage.
std::map<std::string, std::string> run_stage(std::string_view stage, text::Value input);

}  // namespace ecd::test
