// Any request of any product, as it was given → a request that can be signed and sent unchanged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request/http_request.h"
#include "text/result.h"

namespace ecd::signing {

struct GivenRequest {
  std::string_view method;
  std::string_view url;  // absolute
  std::vector<request::Header> headers;
  std::string_view body;
  bool has_body;
};

// Header names become lower case, values lose the space around them; host is left to the signer;
// the query is written in its canonical form, the path strictly encoded, so that what is sent is
// what is signed (docs/signing.md: the official clients disagree about everything else). Errors:
// `InvalidMethod`, `InvalidUrl`, `InvalidHeader` (name, value, or two that differ only in case),
// `InvalidQuery`, `AlreadySigned`.
Result<request::HttpRequest> prepare(const GivenRequest& given);

}  // namespace ecd::signing
