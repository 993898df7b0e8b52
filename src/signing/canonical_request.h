// The canonical request of the ACS3 schemes: the text that both sides must agree on.
// Source: "V3 request structure and signature", step 1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request/http_request.h"

namespace ecd::signing {

using request::Header;

// Whether a header must be signed: x-acs-*, host, content-type. `name` is in lower case.
bool must_be_signed(std::string_view name);

// A header that is signed: a view of one of the request's, its value trimmed.
struct SignedHeader {
  std::string_view name;
  std::string_view value;
};

// The headers that are signed.
struct SignedHeaders {
  std::vector<SignedHeader> headers;

  // Adds a header at its place in the order of names.
  void insert(std::string_view name, std::string_view value);

  std::string names() const;  // "host;x-acs-action;…"
};

struct CanonicalParts {
  std::string_view method;
  std::string_view path;
  std::string_view canonical_query;
  const SignedHeaders& headers;
  std::string_view signed_header_names;
  std::string_view hashed_payload;
};

// METHOD \n path \n query \n name:value \n … \n \n names \n hash, without a newline at the end.
std::string canonical_request(const CanonicalParts& parts);

}  // namespace ecd::signing
