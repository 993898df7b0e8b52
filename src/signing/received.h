// What the verifiers of all schemes share: looking into a received request, refusing it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "signing/verify.h"

namespace ecd::signing {

// The value of a header of that name, whether received or signed.
template <class AnyHeader>
std::optional<std::string_view> find_header(const std::vector<AnyHeader>& headers,
                                            std::string_view name) {
  for (const AnyHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

template <class AnyHeader>
std::string_view header_or_empty(const std::vector<AnyHeader>& headers, std::string_view name) {
  return find_header(headers, name).value_or(std::string_view());
}

// The value of a parameter, or "".
std::string_view parameter_or_empty(const std::vector<Parameter>& parameters,
                                    std::string_view name);

Refusal refuse(std::string code, std::string message, int status = 400);
Refusal incomplete(std::string message);
// The access key is not of the kind that the claimed algorithm takes.
Refusal wrong_key(const Claim& claim);

// All parameters of query and form. Refused: what is not UTF-8, and a name that is there twice.
Verified<std::vector<Parameter>> read_parameters(const ReceivedRequest& request);

// Whether the date is well-formed (nothing: it is not) and within the window.
std::optional<Refusal> check_date(std::optional<int64_t> date, std::string_view form,
                                  const VerifyContext& context);

// Whether there is a key, and of the kind that the claimed algorithm takes.
std::optional<Refusal> check_key(const Claim& claim, const VerifyContext& context);

// The refusal of a wrong signature, with the server's texts.
Refusal wrong_signature(std::string canonical_request, std::string string_to_sign);

// Nothing when the signature is the expected one; else that refusal.
std::optional<Refusal> compare_signature(std::string_view expected, const Claim& claim,
                                         std::string canonical_request, std::string string_to_sign);

// What a public key has to check of ACS3.
Verified<RsaSignature> read_acs3_rsa_signature(const ReceivedRequest& request, const Claim& claim,
                                               const VerifyContext& context);

// The second step of each scheme.
Verified<Accepted> verify_acs3(const ReceivedRequest& request, const Claim& claim,
                               const VerifyContext& context);
Verified<Accepted> verify_rpc(const ReceivedRequest& request, const Claim& claim,
                              const VerifyContext& context);
Verified<Accepted> verify_roa(const ReceivedRequest& request, const Claim& claim,
                              const VerifyContext& context);

}  // namespace ecd::signing
