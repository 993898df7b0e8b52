// Signing a request with one credential, in any of the schemes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/mac.h"
#include "request/http_request.h"
#include "text/result.h"

namespace ecd::signing {

// How a request is signed. HMAC-SHA1 is the scheme that Alibaba Cloud's documents call V2 and its
// wire fields 1.0; the older pages call it the RPC or ROA signature (docs/signing.md).
enum class Algorithm { kAcs3HmacSha256, kAcs3HmacSm3, kAcs3RsaSha256, kHmacSha1 };

std::string_view algorithm_name(Algorithm algorithm);
std::optional<Algorithm> find_algorithm(std::string_view name);

// Whether a private key signs and a public one verifies. The signer then makes the text to sign,
// and who holds the private key the signature: the core does no RSA (crypto/rsa.h), which is large.
inline bool is_rsa(Algorithm algorithm) { return algorithm == Algorithm::kAcs3RsaSha256; }

// The hash of an ACS3 scheme, and the MAC's where there is one.
crypto::Hash hash_of(Algorithm algorithm);

// Whether a product's calls name the operation in parameters (RPC) or in the path (ROA).
enum class Style { kRpc, kRoa };

// The MAC of any scheme but RSA's under a secret: RPC with HMAC-SHA1 appends an ampersand to the
// key.
crypto::Mac make_mac(Algorithm algorithm, Style style, std::string_view secret);

// Exactly one of: a key pair (with a security token when it is temporary, without its secret when
// the algorithm is RSA's), a bearer token, or nothing, which is anonymous.
struct Credentials {
  std::string_view access_key_id;
  std::string_view access_key_secret;
  std::string_view security_token;
  std::string_view bearer_token;
  bool is_anonymous = false;
};

// What a signature needs besides the request. The core has neither a clock nor randomness.
struct SigningContext {
  std::string_view action;
  std::string_view version;
  std::string_view date;   // yyyy-MM-ddTHH:mm:ssZ
  std::string_view nonce;  // different for every request
  // Of an RSA algorithm, of the string to sign that the signer made when there was none yet.
  std::string_view rsa_signature = {};
};

// The texts a signature is made of. Without a signature (bearer, anonymous) they are empty.
struct Trace {
  std::string canonical_request;  // of ACS3; the canonical query or resource of the older schemes
  std::string string_to_sign;
  std::string signature;
};

// One credential, ready to sign any number of requests. Its traces are wiped at the end.
class Signer {
 public:
  // Errors: `InvalidCredentials` when a part is empty or cannot stand in a header.
  static Result<Signer> create(const Credentials& credentials, Algorithm algorithm, Style style);

  // Adds what the scheme puts into headers and query; what it adds are views into the signer and
  // the context too. With an RSA algorithm this takes two steps: the first, without
  // `rsa_signature`, makes the string to sign and leaves the request unsigned. Errors:
  // `AlreadySigned`, `InvalidDate`, `InvalidNonce`, `InvalidHeader`, `InvalidQuery` (a form that is
  // signed); then nothing was added.
  Result<Trace> sign(request::HttpRequest& request, const SigningContext& context) const;

 private:
  Signer() = default;

  // acs3.cpp, rpc_v1.cpp, roa_v1.cpp.
  Trace sign_acs3(request::HttpRequest& request, const SigningContext& context) const;
  Result<Trace> sign_rpc(request::HttpRequest& request, const SigningContext& context) const;
  Trace sign_roa(request::HttpRequest& request, const SigningContext& context) const;
  void add_token_headers(request::HttpRequest& request) const;

  Algorithm algorithm_ = Algorithm::kAcs3HmacSha256;
  Style style_ = Style::kRpc;
  std::string access_key_id_;
  std::string security_token_;
  std::string bearer_token_;
  std::string empty_hash_;          // what most requests carry as the hash of their body
  bool is_signing_ = false;         // neither bearer nor anonymous
  std::optional<crypto::Mac> mac_;  // of a signing one, unless by RSA
};

// Whether a header value can be sent as it is signed: printable ASCII, no line breaks.
bool is_header_value(std::string_view value);

}  // namespace ecd::signing
