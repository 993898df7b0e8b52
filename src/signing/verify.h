// The service's side of signing: whether a received request is signed by the key that it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "request/http_request.h"
#include "signing/canonical_query.h"
#include "signing/signer.h"
#include "text/result.h"

namespace ecd::signing {

// Views into the request as it came.
struct ReceivedRequest {
  std::string_view method;
  std::string_view url;  // absolute, or only path and query
  std::vector<request::Header> headers;
  std::string_view body;
};

enum class Scheme { kAcs3, kRpc, kRoa };

// Who claims to have signed, and how: taken from the Authorization header, or from the parameters
// in the RPC scheme of HMAC-SHA1.
struct Claim {
  Scheme scheme;
  Algorithm algorithm;
  std::string access_key_id;
  std::string signature;
  std::string signed_headers;  // of ACS3
};

struct Refusal {
  std::string code;  // the service's, or "Unsigned"
  int status;
  std::string message;
  // The server's own texts, once they could be made.
  std::string canonical_request;
  std::string string_to_sign;
};

struct Accepted {
  std::string operation;
  // Of query and form, no name twice; without those of the RPC scheme itself.
  std::vector<Parameter> parameters;
  std::string nonce;
  int64_t date;  // seconds since 1970
  std::string version;
  std::string security_token;  // "": none
};

template <class T>
using Verified = std::variant<T, Refusal>;

// First step. The caller then looks up the key's secret. A request without a signature (bearer and
// anonymous ones) is refused as `Unsigned`.
Verified<Claim> read_claim(const ReceivedRequest& request);

struct VerifyContext {
  std::optional<std::string_view> secret;  // nothing: there is no such key, or it is a public one
  int64_t now;                             // seconds since 1970
  int64_t window_seconds;                  // how far the request's date may be from now, either way
  // Of a public key: whether what `read_rsa_signature` gave is its signature (crypto/rsa.h).
  std::optional<bool> rsa_signature_holds = {};
};

// A signature and the server's own text that it has to be of.
struct RsaSignature {
  std::string string_to_sign;
  std::string signature;
};

// For a public key, before the second step: what that key has to check. Refuses all that `verify`
// would refuse whatever the signature, in the same order. `context` needs neither key nor finding.
Verified<RsaSignature> read_rsa_signature(const ReceivedRequest& request,
                                          const VerifyContext& context);

// Second step: date, key, header list, body hash and signature, in this order; the first that fails
// is named. The signature is compared in constant time. A key of another kind than the request's
// algorithm takes is refused: a public key is no secret that somebody may have made a MAC with.
Verified<Accepted> verify(const ReceivedRequest& request, const VerifyContext& context);

}  // namespace ecd::signing
