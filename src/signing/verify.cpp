#include "signing/verify.h"

#include <algorithm>

#include "request/url.h"
#include "signing/received.h"
#include "text/ascii.h"

namespace ecd::signing {
namespace {

constexpr std::string_view kRoaPrefix = "acs ";

Refusal unknown_algorithm() {
  return refuse("InvalidSignatureMethod", "the signature method is not supported");
}

// The text between `label` and the next comma, or nothing when the label is not there.
std::optional<std::string> part(std::string_view text, std::string_view label) {
  const size_t start = text.find(label);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = text.substr(start + label.size());
  return std::string(text::trim(rest.substr(0, rest.find(','))));
}

// ACS3-… Credential=id,SignedHeaders=a;b,Signature=hex
Verified<Claim> read_acs3_claim(std::string_view header) {
  const size_t space = std::min(header.find(' '), header.size());
  const auto algorithm = find_algorithm(header.substr(0, space));
  if (!algorithm || *algorithm == Algorithm::kHmacSha1) return unknown_algorithm();
  const std::string_view fields = header.substr(space);
  const auto id = part(fields, "Credential=");
  const auto names = part(fields, "SignedHeaders=");
  const auto signature = part(fields, "Signature=");
  if (!id || !names || !signature || id->empty() || names->empty() || signature->empty()) {
    return incomplete("Authorization needs Credential, SignedHeaders and Signature");
  }
  return Claim{Scheme::kAcs3, *algorithm, *id, *signature, *names};
}

// acs id:signature
Verified<Claim> read_roa_claim(std::string_view header) {
  const std::string_view fields = text::trim(header.substr(kRoaPrefix.size()));
  const size_t colon = fields.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == fields.size()) {
    return incomplete("Authorization needs an access key ID, a colon and a signature");
  }
  return Claim{Scheme::kRoa,
               Algorithm::kHmacSha1,
               std::string(fields.substr(0, colon)),
               std::string(fields.substr(colon + 1)),
               {}};
}

Verified<Claim> read_rpc_claim(const std::vector<Parameter>& parameters) {
  const std::string_view signature = parameter_or_empty(parameters, "Signature");
  if (signature.empty()) return refuse("Unsigned", "the request carries no signature", 403);
  if (parameter_or_empty(parameters, "SignatureMethod") != algorithm_name(Algorithm::kHmacSha1)) {
    return unknown_algorithm();
  }
  const std::string_view id = parameter_or_empty(parameters, "AccessKeyId");
  if (id.empty()) return incomplete("the parameter AccessKeyId is missing");
  return Claim{Scheme::kRpc, Algorithm::kHmacSha1, std::string(id), std::string(signature), {}};
}

}  // namespace

Verified<Claim> read_claim(const ReceivedRequest& request) {
  const auto header = find_header(request.headers, "authorization");
  if (header && header->starts_with(kRoaPrefix)) return read_roa_claim(*header);
  if (header) return read_acs3_claim(*header);
  const auto parameters = read_parameters(request);
  if (const auto* refusal = std::get_if<Refusal>(&parameters)) return *refusal;
  return read_rpc_claim(std::get<std::vector<Parameter>>(parameters));
}

Verified<RsaSignature> read_rsa_signature(const ReceivedRequest& request,
                                          const VerifyContext& context) {
  const auto read = read_claim(request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& claim = std::get<Claim>(read);
  // Of no scheme but ACS3: what has not this algorithm is refused for its key.
  if (claim.scheme != Scheme::kAcs3) return wrong_key(claim);
  return read_acs3_rsa_signature(request, claim, context);
}

Verified<Accepted> verify(const ReceivedRequest& request, const VerifyContext& context) {
  const auto read = read_claim(request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& claim = std::get<Claim>(read);
  switch (claim.scheme) {
    case Scheme::kRpc:
      return verify_rpc(request, claim, context);
    case Scheme::kRoa:
      return verify_roa(request, claim, context);
    case Scheme::kAcs3:
      break;
  }
  return verify_acs3(request, claim, context);
}

}  // namespace ecd::signing
