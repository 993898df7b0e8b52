#include "signing/rpc_v1.h"

#include <algorithm>

#include "signing/signer.h"
#include "text/ascii.h"
#include "text/base64.h"
#include "text/percent_encoding.h"

namespace ecd::signing {
namespace {

using request::Header;
using request::HttpRequest;

// Sets a parameter; one of that name that was there is replaced.
void set(std::vector<Parameter>& parameters, std::string_view name, std::string_view value) {
  std::erase_if(parameters, [&](const Parameter& known) { return known.name == name; });
  parameters.push_back({std::string(name), std::string(value)});
}

bool has(const std::vector<Parameter>& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const Parameter& known) { return known.name == name; });
}

// Those of a form body. Errors: `InvalidQuery`, for a form that cannot be read cannot be signed.
Result<std::vector<Parameter>> form_parameters(const HttpRequest& request) {
  for (const Header& header : request.headers) {
    if (header.name != "content-type" || !is_form(header.value)) continue;
    auto form = parse_query(request.body);
    if (!form) return Error{form.error().code, "the form is not percent-encoded UTF-8"};
    return form;
  }
  return std::vector<Parameter>();
}

}  // namespace

std::string rpc_string_to_sign(std::string_view method, std::string_view canonical_query) {
  std::string out(method);
  out += "&%2F&";
  text::append_percent_encoded(out, canonical_query);
  return out;
}

bool is_form(std::string_view content_type) {
  return text::to_lower(content_type).starts_with("application/x-www-form-urlencoded");
}

Result<Trace> Signer::sign_rpc(HttpRequest& request, const SigningContext& context) const {
  auto form = form_parameters(request);
  if (!form) return form.error();
  auto parsed = parse_query(request.canonical_query);
  std::vector<Parameter> parameters = parsed ? std::move(*parsed) : std::vector<Parameter>();
  set(parameters, "Action", context.action);
  set(parameters, "Version", context.version);
  set(parameters, "Timestamp", context.date);
  set(parameters, "SignatureNonce", context.nonce);
  // The service answers in XML unless it is told otherwise.
  if (!has(parameters, "Format")) set(parameters, "Format", "JSON");
  if (!bearer_token_.empty()) {
    set(parameters, "SignatureType", "BEARERTOKEN");
    set(parameters, "BearerToken", bearer_token_);
  }
  if (mac_) {
    set(parameters, "AccessKeyId", access_key_id_);
    set(parameters, "SignatureMethod", algorithm_name(algorithm_));
    set(parameters, "SignatureVersion", "1.0");
    if (!security_token_.empty()) set(parameters, "SecurityToken", security_token_);
  }
  request.add_header("host", request.host());

  Trace trace;
  if (mac_) {
    std::vector<Parameter> all = parameters;
    all.insert(all.end(), form->begin(), form->end());
    trace.canonical_request = canonical_query(all);
    trace.string_to_sign = rpc_string_to_sign(request.method, trace.canonical_request);
    trace.signature = text::base64(mac_->compute(trace.string_to_sign).view());
    set(parameters, "Signature", trace.signature);
  }
  if (request.all_in_form) {
    parameters.insert(parameters.end(), form->begin(), form->end());
    request.body = request.kept.keep(canonical_query(parameters));
  } else {
    request.canonical_query = canonical_query(parameters);
  }
  return trace;
}

}  // namespace ecd::signing
