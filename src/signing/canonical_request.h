// The canonical request of the ACS3 schemes: the text that both sides must agree on.
// Source: "V3 request structure and signature", step 1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request/http_request.h"
#include "text/result.h"

namespace ecd::signing {

using request::Header;

// A decoded name and value of a query or a form.
struct Parameter {
  std::string name;
  std::string value;
};

// The parameters of a raw query (or form body), in their order; `+` means a space, as for the service.
// Errors: `InvalidQuery` when an escape is cut off or the text is not UTF-8.
Result<std::vector<Parameter>> parse_query(std::string_view raw_query);

// Sorted by raw name, then by value; each name and value percent-encoded; joined with `&`.
std::string canonical_query(std::vector<Parameter> parameters);

// Whether a header must be signed: x-acs-*, host, content-type. `name` is in lower case.
bool must_be_signed(std::string_view name);

// The headers that are signed, sorted by name, with trimmed values.
struct SignedHeaders {
  std::vector<Header> headers;

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
