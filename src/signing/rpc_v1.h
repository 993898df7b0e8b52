// The RPC scheme of HMAC-SHA1: everything that is signed is a parameter, and so is the signature.
// Source: help.aliyun.com/document_detail/25490.htm ("V2" RPC page); docs/signing.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signing/canonical_query.h"

namespace ecd::signing {

// METHOD & %2F & the canonical query of all parameters but Signature, percent-encoded once more.
std::string rpc_string_to_sign(std::string_view method, std::string_view canonical_query);

// Whether a body's parameters are signed together with those of the query.
bool is_form(std::string_view content_type);

}  // namespace ecd::signing
