// Where a call goes. A region or an endpoint can name a host, never steer the request to another
// one.
#pragma once

#include <string>
#include <string_view>

#include "catalog/operation.h"
#include "text/result.h"

namespace ecd::request {

// The origin of a region's endpoint, from the list of regions or, for a region that is not in it,
// by the service's rule `ecd.{regionId}.aliyuncs.com`. Errors: `InvalidRegionId`.
Result<std::string> region_origin(const catalog::Service& service, std::string_view region_id);

// The origin that a caller's endpoint names: `https://host[:port]`, or a bare host; `http://` only
// on loopback. No user, path, query or fragment. Errors: `InvalidEndpoint`.
Result<std::string> custom_origin(std::string_view endpoint);

}  // namespace ecd::request
