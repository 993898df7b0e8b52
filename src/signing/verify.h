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
#include "text/result.h"

namespace ecd::signing {

struct ReceivedRequest {
  std::string method;
  std::string url;  // absolute, or only path and query
  std::vector<request::Header> headers;
  std::string body;
};

// An Authorization header taken apart.
struct Authorization {
  std::string algorithm;
  std::string access_key_id;
  std::string signed_headers;
  std::string signature;
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
  std::vector<Parameter> parameters;  // of query and form, no name twice
  std::string nonce;
  int64_t date;  // seconds since 1970
};

template <class T>
using Verified = std::variant<T, Refusal>;

// First step: who claims to have signed. The caller then looks up the key's secret.
Verified<Authorization> read_authorization(const ReceivedRequest& request);

struct VerifyContext {
  std::optional<std::string_view> secret;  // nothing: there is no such key
  int64_t now;                             // seconds since 1970
  int64_t window_seconds;                  // how far the request's date may be from now, either way
};

// Second step: date, header list, body hash and signature, in this order; the first that fails is
// named. The signature is compared in constant time.
Verified<Accepted> verify(const ReceivedRequest& request, const VerifyContext& context);

}  // namespace ecd::signing
