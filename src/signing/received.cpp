#include "signing/received.h"

#include <set>

#include "crypto/secret.h"
#include "request/url.h"
#include "signing/rpc_v1.h"

namespace ecd::signing {

std::string_view parameter_or_empty(const std::vector<Parameter>& parameters,
                                    std::string_view name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return {};
}

Refusal refuse(std::string code, std::string message, int status) {
  return {std::move(code), status, std::move(message), {}, {}};
}

Refusal incomplete(std::string message) {
  return refuse("IncompleteSignature", std::move(message));
}

Refusal wrong_key(const Claim& claim) {
  const std::string_view kind = is_rsa(claim.algorithm) ? "a public RSA key" : "a secret";
  return refuse("InvalidSignatureMethod", std::string(algorithm_name(claim.algorithm))
                                              .append(" needs ")
                                              .append(kind)
                                              .append(", and the access key has none"));
}

Verified<std::vector<Parameter>> read_parameters(const ReceivedRequest& request) {
  std::string all(request::split_url(request.url).raw_query);
  if (is_form(header_or_empty(request.headers, "content-type"))) {
    all.append(1, '&').append(request.body);
  }
  Result<std::vector<Parameter>> parsed = parse_query(all);
  if (!parsed) return refuse("InvalidParameter", parsed.error().message);
  std::set<std::string_view> names;
  for (const Parameter& parameter : *parsed) {
    if (names.insert(parameter.name).second) continue;
    return refuse("InvalidParameter", "the parameter " + parameter.name + " is there twice");
  }
  return std::move(*parsed);
}

std::optional<Refusal> check_date(std::optional<int64_t> date, std::string_view form,
                                  const VerifyContext& context) {
  if (!date) return refuse("InvalidTimeStamp.Format", std::string(form));
  const int64_t distance = *date > context.now ? *date - context.now : context.now - *date;
  if (distance <= context.window_seconds) return {};
  return refuse("InvalidTimeStamp.Expired",
                "the date of the request differs from the server's time by " +
                    std::to_string(distance) + " seconds; at most " +
                    std::to_string(context.window_seconds) + " are allowed");
}

std::optional<Refusal> check_key(const Claim& claim, const VerifyContext& context) {
  const bool has_public_key = context.rsa_signature_holds.has_value();
  if (!has_public_key && !context.secret) {
    return refuse("InvalidAccessKeyId.NotFound", "Specified access key is not found.", 404);
  }
  if (has_public_key != is_rsa(claim.algorithm)) return wrong_key(claim);
  return {};
}

Refusal wrong_signature(std::string canonical_request, std::string string_to_sign) {
  Refusal refusal = refuse("SignatureDoesNotMatch",
                           "Specified signature is not matched with our calculation. "
                           "server string to sign is:" +
                               string_to_sign);
  refusal.canonical_request = std::move(canonical_request);
  refusal.string_to_sign = std::move(string_to_sign);
  return refusal;
}

std::optional<Refusal> compare_signature(std::string_view expected, const Claim& claim,
                                         std::string canonical_request,
                                         std::string string_to_sign) {
  if (crypto::equal_constant_time(expected, claim.signature)) return {};
  return wrong_signature(std::move(canonical_request), std::move(string_to_sign));
}

}  // namespace ecd::signing
