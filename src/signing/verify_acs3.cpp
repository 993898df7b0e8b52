#include <algorithm>

#include "request/url.h"
#include "signing/acs3.h"
#include "signing/canonical_request.h"
#include "signing/received.h"
#include "text/ascii.h"
#include "text/hex.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

std::optional<Refusal> check_duplicates(const std::vector<Header>& headers) {
  for (size_t i = 0; i < headers.size(); ++i) {
    for (size_t j = i + 1; j < headers.size(); ++j) {
      if (headers[i].name == headers[j].name && must_be_signed(headers[i].name)) {
        return incomplete("the header " + std::string(headers[i].name) + " is there twice");
      }
    }
  }
  return {};
}

// The listed headers with their values. Every header that must be signed has to be in the list.
Verified<SignedHeaders> collect_listed(const std::vector<Header>& headers, std::string_view names) {
  SignedHeaders listed;
  while (!names.empty()) {
    const size_t end = std::min(names.find(';'), names.size());
    const std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    const auto value = find_header(headers, name);
    if (!value) {
      return incomplete("SignedHeaders names " + std::string(name) + ", which was not received");
    }
    listed.headers.push_back({name, text::trim(*value)});
  }
  for (const Header& header : headers) {
    if (must_be_signed(header.name) && !find_header(listed.headers, header.name)) {
      return incomplete("the header " + std::string(header.name) +
                        " was received but is not signed");
    }
  }
  for (const std::string_view needed :
       {std::string_view("host"), std::string_view("x-acs-action"),
        std::string_view("x-acs-version"), std::string_view("x-acs-date"),
        std::string_view("x-acs-signature-nonce"), kContentHashHeader}) {
    if (header_or_empty(listed.headers, needed).empty()) {
      return incomplete("the header " + std::string(needed) + " is missing");
    }
  }
  return listed;
}

std::optional<Refusal> check_signature(const ReceivedRequest& request, const Claim& claim,
                                       const SignedHeaders& listed, std::string_view secret) {
  const request::Url target = request::split_url(request.url);
  Result<std::vector<Parameter>> query = parse_query(target.raw_query);
  if (!query) return refuse("InvalidParameter", query.error().message);
  const crypto::Hash hash = hash_of(claim.algorithm);
  const std::string body_hash = crypto::hex_digest(hash, request.body);
  std::string canonical = canonical_request({request.method, target.path, canonical_query(*query),
                                             listed, claim.signed_headers, body_hash});
  std::string to_sign = acs3_string_to_sign(algorithm_name(claim.algorithm), hash, canonical);
  if (body_hash != header_or_empty(listed.headers, kContentHashHeader)) {
    Refusal refusal =
        refuse("SignatureDoesNotMatch",
               std::string(kContentHashHeader) + " is not the hash of the body that was received");
    refusal.canonical_request = std::move(canonical);
    refusal.string_to_sign = std::move(to_sign);
    return refusal;
  }
  std::string expected;
  text::append_hex(expected,
                   make_mac(claim.algorithm, Style::kRpc, secret).compute(to_sign).view());
  return compare_signature(expected, claim, std::move(canonical), std::move(to_sign));
}

}  // namespace

Verified<Accepted> verify_acs3(const ReceivedRequest& request, const Claim& claim,
                               const VerifyContext& context) {
  if (auto problem = check_duplicates(request.headers)) return *problem;
  const auto date = text::parse_timestamp(header_or_empty(request.headers, "x-acs-date"));
  if (auto problem = check_date(date, "x-acs-date must be yyyy-MM-ddTHH:mm:ssZ", context)) {
    return *problem;
  }
  if (!context.secret) return unknown_key();
  const auto listed = collect_listed(request.headers, claim.signed_headers);
  if (const auto* refusal = std::get_if<Refusal>(&listed)) return *refusal;
  const auto& headers = std::get<SignedHeaders>(listed);
  if (auto problem = check_signature(request, claim, headers, *context.secret)) return *problem;

  auto parameters = read_parameters(request);
  if (const auto* refusal = std::get_if<Refusal>(&parameters)) return *refusal;
  return Accepted{std::string(header_or_empty(headers.headers, "x-acs-action")),
                  std::move(std::get<std::vector<Parameter>>(parameters)),
                  std::string(header_or_empty(headers.headers, "x-acs-signature-nonce")),
                  *date,
                  std::string(header_or_empty(headers.headers, "x-acs-version")),
                  std::string(header_or_empty(headers.headers, "x-acs-security-token"))};
}

}  // namespace ecd::signing
