#include "signing/roa_v1.h"

#include <algorithm>

#include "signing/canonical_request.h"
#include "signing/signer.h"
#include "text/base64.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

using request::Header;
using request::HttpRequest;

std::string_view value_of(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string canonical_resource(std::string_view path, const std::vector<Parameter>& query) {
  std::vector<const Parameter*> sorted;
  for (const Parameter& parameter : query) sorted.push_back(&parameter);
  std::sort(sorted.begin(), sorted.end(),
            [](const Parameter* a, const Parameter* b) { return a->name < b->name; });
  std::string out(path);
  for (const Parameter* parameter : sorted) {
    out += parameter == sorted.front() ? '?' : '&';
    out += parameter->name;
    if (!parameter->value.empty()) out += '=' + parameter->value;
  }
  return out;
}

}  // namespace

std::string roa_string_to_sign(std::string_view method, std::string_view path,
                               const std::vector<Parameter>& query,
                               const std::vector<Header>& headers) {
  std::string out(method);
  for (const std::string_view name : {"accept", "content-md5", "content-type", "date"}) {
    out += '\n';
    out += value_of(headers, name);
  }
  out += '\n';
  SignedHeaders own;
  for (const Header& header : headers) {
    if (header.name.starts_with("x-acs-")) own.insert(header.name, header.value);
  }
  for (const SignedHeader& header : own.headers) {
    out.append(header.name).append(1, ':').append(header.value).append(1, '\n');
  }
  return out + canonical_resource(path, query);
}

Trace Signer::sign_roa(HttpRequest& request, const SigningContext& context) const {
  // A header is set once: one that was there before would be signed and not sent, or the reverse.
  std::erase_if(request.headers, [](const Header& header) {
    return header.name == "date" || (header.name == "accept" && header.value.empty());
  });
  if (value_of(request.headers, "accept").empty()) request.add_header("accept", "application/json");
  // The caller has checked the date.
  const int64_t seconds = text::parse_timestamp(context.date).value_or(0);
  request.add_header("date", request.kept.keep(text::http_date(seconds)));
  request.add_header("host", request.host());
  request.add_header("x-acs-action", context.action);
  request.add_header("x-acs-version", context.version);
  request.add_header("x-acs-signature-nonce", context.nonce);
  add_token_headers(request);
  if (!bearer_token_.empty()) request.add_header("x-acs-signature-type", "BEARERTOKEN");
  if (!mac_) return {};

  request.add_header("x-acs-signature-method", algorithm_name(algorithm_));
  request.add_header("x-acs-signature-version", "1.0");
  const auto query = parse_query(request.canonical_query);
  Trace trace;
  trace.string_to_sign = roa_string_to_sign(
      request.method, request.path, query ? *query : std::vector<Parameter>(), request.headers);
  trace.signature = text::base64(mac_->compute(trace.string_to_sign).view());
  request.add_header("authorization",
                     request.kept.keep("acs " + access_key_id_ + ':' + trace.signature));
  return trace;
}

}  // namespace ecd::signing
