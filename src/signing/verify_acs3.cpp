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

// What was found to be in order, and the server's own texts of it.
struct Checked {
  int64_t date;
  SignedHeaders headers;
  std::string canonical_request;
  std::string string_to_sign;
};

// The server's texts. Refused: a body that is not the one whose hash was signed.
std::optional<Refusal> make_texts(Checked& checked, const ReceivedRequest& request,
                                  const Claim& claim) {
  const request::Url target = request::split_url(request.url);
  Result<std::vector<Parameter>> query = parse_query(target.raw_query);
  if (!query) return refuse("InvalidParameter", query.error().message);
  const crypto::Hash hash = hash_of(claim.algorithm);
  const std::string body_hash = crypto::hex_digest(hash, request.body);
  checked.canonical_request =
      canonical_request({request.method, target.path, canonical_query(*query), checked.headers,
                         claim.signed_headers, body_hash});
  checked.string_to_sign =
      acs3_string_to_sign(algorithm_name(claim.algorithm), hash, checked.canonical_request);
  if (body_hash == header_or_empty(checked.headers.headers, kContentHashHeader)) return {};
  Refusal refusal =
      refuse("SignatureDoesNotMatch",
             std::string(kContentHashHeader) + " is not the hash of the body that was received");
  refusal.canonical_request = std::move(checked.canonical_request);
  refusal.string_to_sign = std::move(checked.string_to_sign);
  return refusal;
}

// All but the signature.
Verified<Checked> check_all_else(const ReceivedRequest& request, const Claim& claim,
                                 const VerifyContext& context) {
  if (auto problem = check_duplicates(request.headers)) return *problem;
  const auto date = text::parse_timestamp(header_or_empty(request.headers, "x-acs-date"));
  if (auto problem = check_date(date, "x-acs-date must be yyyy-MM-ddTHH:mm:ssZ", context)) {
    return *problem;
  }
  if (auto problem = check_key(claim, context)) return *problem;
  auto listed = collect_listed(request.headers, claim.signed_headers);
  if (const auto* refusal = std::get_if<Refusal>(&listed)) return *refusal;
  Checked checked{*date, std::move(std::get<SignedHeaders>(listed)), {}, {}};
  if (auto problem = make_texts(checked, request, claim)) return *problem;
  return checked;
}

std::optional<Refusal> check_signature(Checked& checked, const Claim& claim,
                                       const VerifyContext& context) {
  std::string& canonical = checked.canonical_request;
  std::string& to_sign = checked.string_to_sign;
  if (context.rsa_signature_holds) {
    if (*context.rsa_signature_holds) return {};
    return wrong_signature(std::move(canonical), std::move(to_sign));
  }
  std::string expected;
  text::append_hex(expected,
                   make_mac(claim.algorithm, Style::kRpc, *context.secret).compute(to_sign).view());
  return compare_signature(expected, claim, std::move(canonical), std::move(to_sign));
}

}  // namespace

Verified<RsaSignature> read_acs3_rsa_signature(const ReceivedRequest& request, const Claim& claim,
                                               const VerifyContext& context) {
  VerifyContext with_public_key = context;
  with_public_key.rsa_signature_holds = false;  // not known yet, and not asked
  auto checked = check_all_else(request, claim, with_public_key);
  if (const auto* refusal = std::get_if<Refusal>(&checked)) return *refusal;
  return RsaSignature{std::move(std::get<Checked>(checked).string_to_sign), claim.signature};
}

Verified<Accepted> verify_acs3(const ReceivedRequest& request, const Claim& claim,
                               const VerifyContext& context) {
  auto found = check_all_else(request, claim, context);
  if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
  auto& checked = std::get<Checked>(found);
  if (auto problem = check_signature(checked, claim, context)) return *problem;

  auto parameters = read_parameters(request);
  if (const auto* refusal = std::get_if<Refusal>(&parameters)) return *refusal;
  const std::vector<SignedHeader>& headers = checked.headers.headers;
  return Accepted{std::string(header_or_empty(headers, "x-acs-action")),
                  std::move(std::get<std::vector<Parameter>>(parameters)),
                  std::string(header_or_empty(headers, "x-acs-signature-nonce")),
                  checked.date,
                  std::string(header_or_empty(headers, "x-acs-version")),
                  std::string(header_or_empty(headers, "x-acs-security-token"))};
}

}  // namespace ecd::signing
