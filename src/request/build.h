// A call → the unsigned request.
#pragma once

#include <string_view>

#include "catalog/operation.h"
#include "request/http_request.h"
#include "text/result.h"
#include "text/value.h"

namespace ecd::request {

struct BuildOptions {
  std::string_view region_id;  // of the endpoint; "": the parameter RegionId
  std::string_view endpoint;   // "": the region's
  std::string_view method;     // "": the operation's first
  bool all_in_form = false;
};

// Parameters of the query go into the URL, POST or GET alike; those of the form into a form body.
// With `all_in_form` all go there, which the service takes as well: that needs POST. Expects
// validated parameters. Errors: `InvalidRegionId`, `InvalidEndpoint`, `UnsupportedMethod`.
Result<HttpRequest> build(const catalog::Operation& operation, const catalog::Service& service,
                          text::Value parameters, const BuildOptions& options);

}  // namespace ecd::request
