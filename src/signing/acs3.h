// Signing with ACS3 (called V3 by Alibaba Cloud): hash of the canonical request, then a MAC over the
// string to sign. Source: "V3 request structure and signature", steps 2 and 3.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/mac.h"
#include "request/http_request.h"
#include "text/result.h"

namespace ecd::signing {

struct Credentials {
  std::string_view access_key_id;
  std::string_view access_key_secret;
  std::string_view security_token;  // "": not an STS credential
};

// What a signature needs besides the request. The core has neither a clock nor randomness.
struct SigningContext {
  std::string_view action;
  std::string_view version;
  std::string_view date;   // yyyy-MM-ddTHH:mm:ssZ
  std::string_view nonce;  // different for every request
};

struct Trace {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

inline constexpr std::string_view kAcs3HmacSha256 = "ACS3-HMAC-SHA256";

// The key of one credential, to sign any number of requests. Its traces are wiped at the end.
class Acs3Signer {
 public:
  // Errors: `InvalidCredentials` when a part is empty or cannot stand in a header.
  static Result<Acs3Signer> create(const Credentials& credentials);

  // Adds host, the x-acs-* headers and authorization to the request. Errors: `AlreadySigned`,
  // `InvalidDate`, `InvalidNonce`, `InvalidHeader`; then nothing was added.
  Result<Trace> sign(request::HttpRequest& request, const SigningContext& context);

 private:
  explicit Acs3Signer(const Credentials& credentials);

  std::string access_key_id_;
  std::string security_token_;
  std::unique_ptr<crypto::Mac> mac_;
};

// "ACS3-HMAC-SHA256" \n hash of the canonical request.
std::string string_to_sign(std::string_view algorithm, std::string_view canonical_request);

// Whether a header value can be sent as it is signed: printable ASCII, no line breaks.
bool is_header_value(std::string_view value);

}  // namespace ecd::signing
