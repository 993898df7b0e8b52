// The ROA scheme of HMAC-SHA1.
// Source: help.aliyun.com/document_detail/315525.html ("V2" ROA page); docs/signing.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request/http_request.h"
#include "signing/canonical_query.h"

namespace ecd::signing {

// METHOD, Accept, Content-MD5, Content-Type and Date, a line each (empty when absent); the x-acs-*
// headers, sorted; the path as sent, with the decoded query sorted behind it. A parameter without a
// value stands as its bare name, as in every official client but the npm ones
// (docs/signing.md).
std::string roa_string_to_sign(std::string_view method, std::string_view path,
                               const std::vector<Parameter>& query,
                               const std::vector<request::Header>& headers);

}  // namespace ecd::signing
