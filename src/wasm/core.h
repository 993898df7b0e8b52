// The calls that JavaScript can make, over frames. No logic of its own: it takes arguments out of a
// frame, calls the room that decides, and writes what it said into a frame. No Emscripten either,
// so that native tests and fuzzers make the same calls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "request/http_request.h"
#include "signing/signer.h"
#include "text/value.h"
#include "validation/issue.h"
#include "validation/messages.h"
#include "wasm/arguments.h"
#include "wasm/module.h"

namespace ecd::wasm {

// What differs between the calls of a batch.
struct CallToSign {
  text::Value parameters;
  std::string_view endpoint;
  std::string_view nonce;
  std::string_view rsa_signature;
};

class Core : public Module<Core> {
 public:
  // [catalog text] → null. Not a frame: the bytes of the catalog itself, which must outlive the
  // core when they are taken. Returns whether they were.
  bool load_catalog(std::string_view catalog);

  // Calls over frames; the arguments of each are an array, described at its definition.
  void names(text::Value arguments);
  void describe(text::Value arguments);
  void service(text::Value arguments);
  void validate(text::Value arguments);
  void validate_parameter(text::Value arguments);
  void validate_received(text::Value arguments);
  void build(text::Value arguments);
  void use_key(text::Value arguments);
  void forget_key(text::Value arguments);
  void sign(text::Value arguments);
  void sign_batch(text::Value arguments);
  void sign_request(text::Value arguments);
  void read_claim(text::Value arguments);
  void read_rsa_signature(text::Value arguments);
  void verify(text::Value arguments);
  void compare(text::Value arguments);
  void read_answer(text::Value arguments);
  void outcome_of_failure(text::Value arguments);
  void next_attempt(text::Value arguments);
  void tokens_after_success(text::Value arguments);

 private:
  const catalog::Operation* find_operation(std::string_view name);
  void write_issues(const std::vector<validation::Issue>& issues, validation::Locale locale);
  Result<signing::Trace> sign_with_key(request::HttpRequest& request,
                                       const signing::SigningContext& context) const;
  void write_signed(const request::HttpRequest& request, const signing::Trace& trace,
                    bool with_trace);
  // Builds and signs; on an error the answer is half written.
  Status write_signed_call(const Arguments& arguments, const catalog::Operation& operation,
                           const CallToSign& call);

  catalog::Catalog catalog_;
  std::optional<signing::Signer> signer_;  // of the credentials that are in use
};

}  // namespace ecd::wasm
