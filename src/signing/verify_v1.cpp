#include <algorithm>

#include "request/url.h"
#include "signing/received.h"
#include "signing/roa_v1.h"
#include "signing/rpc_v1.h"
#include "text/base64.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

// Parameters of the scheme, not of the operation.
constexpr std::string_view kCommonParameters[] = {"AccessKeyId",    "Action",    "Format",
                                                  "SecurityToken",  "Signature", "SignatureMethod",
                                                  "SignatureNonce", "Timestamp", "SignatureVersion",
                                                  "SignatureType",  "Version"};

bool is_common(const Parameter& parameter) {
  return std::find(std::begin(kCommonParameters), std::end(kCommonParameters), parameter.name) !=
         std::end(kCommonParameters);
}

std::string mac_in_base64(const Claim& claim, Style style, std::string_view secret,
                          std::string_view to_sign) {
  return text::base64(make_mac(claim.algorithm, style, secret).compute(to_sign).view());
}

}  // namespace

Verified<Accepted> verify_rpc(const ReceivedRequest& request, const Claim& claim,
                              const VerifyContext& context) {
  auto read = read_parameters(request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  auto& parameters = std::get<std::vector<Parameter>>(read);
  const auto date = text::parse_timestamp(parameter_or_empty(parameters, "Timestamp"));
  if (auto problem = check_date(date, "Timestamp must be yyyy-MM-ddTHH:mm:ssZ", context)) {
    return *problem;
  }
  if (auto problem = check_key(claim, context)) return *problem;
  for (const char* needed : {"Action", "Version", "SignatureNonce"}) {
    if (!parameter_or_empty(parameters, needed).empty()) continue;
    return incomplete(std::string("the parameter ") + needed + " is missing");
  }
  Accepted accepted{std::string(parameter_or_empty(parameters, "Action")),
                    {},
                    std::string(parameter_or_empty(parameters, "SignatureNonce")),
                    *date,
                    std::string(parameter_or_empty(parameters, "Version")),
                    std::string(parameter_or_empty(parameters, "SecurityToken"))};

  std::erase_if(parameters, [](const Parameter& one) { return one.name == "Signature"; });
  std::string canonical = canonical_query(parameters);
  std::string to_sign = rpc_string_to_sign(request.method, canonical);
  const std::string expected = mac_in_base64(claim, Style::kRpc, *context.secret, to_sign);
  if (auto problem = compare_signature(expected, claim, std::move(canonical), std::move(to_sign))) {
    return *problem;
  }
  std::erase_if(parameters, is_common);
  accepted.parameters = std::move(parameters);
  return accepted;
}

Verified<Accepted> verify_roa(const ReceivedRequest& request, const Claim& claim,
                              const VerifyContext& context) {
  const auto date = text::parse_http_date(header_or_empty(request.headers, "date"));
  if (auto problem = check_date(date, "Date must be of the form of HTTP headers", context)) {
    return *problem;
  }
  if (auto problem = check_key(claim, context)) return *problem;
  const std::string_view nonce = header_or_empty(request.headers, "x-acs-signature-nonce");
  if (nonce.empty()) return incomplete("the header x-acs-signature-nonce is missing");
  const request::Url target = request::split_url(request.url);
  const auto query = parse_query(target.raw_query);
  if (!query) return refuse("InvalidParameter", query.error().message);
  std::string to_sign = roa_string_to_sign(request.method, target.path, *query, request.headers);
  const std::string expected = mac_in_base64(claim, Style::kRoa, *context.secret, to_sign);
  if (auto problem = compare_signature(expected, claim, {}, std::move(to_sign))) return *problem;

  auto parameters = read_parameters(request);
  if (const auto* refusal = std::get_if<Refusal>(&parameters)) return *refusal;
  return Accepted{std::string(header_or_empty(request.headers, "x-acs-action")),
                  std::move(std::get<std::vector<Parameter>>(parameters)),
                  std::string(nonce),
                  *date,
                  std::string(header_or_empty(request.headers, "x-acs-version")),
                  std::string(header_or_empty(request.headers, "x-acs-security-token"))};
}

}  // namespace ecd::signing
