// Input: a received request, spelt as HTTP. Without the key it is never accepted. Then it is signed
// by what the refusal says, as one who has the key could do, and the verdict on that is examined.
#include "signing/verify.h"

#include <set>

#include "crypto/digest.h"
#include "crypto/mac.h"
#include "support.h"
#include "text/base64.h"
#include "text/hex.h"

using namespace ecd;
using signing::Accepted;
using signing::Claim;
using signing::Refusal;
using signing::Scheme;

namespace {

constexpr std::string_view kSecret = "known to no input";
constexpr int64_t kNow = 1767600000;  // 2026-01-05T08:00:00Z
constexpr int64_t kWindow = 900;

signing::Verified<Accepted> verify(const fuzz::Request& request, std::string_view secret) {
  return signing::verify(request.received(), {secret, kNow, kWindow});
}

std::string& header(fuzz::Request& request, std::string_view name) {
  for (fuzz::Request::Header& one : request.headers) {
    if (one.name == name) return one.value;
  }
  return request.headers.emplace_back(fuzz::Request::Header{std::string(name), ""}).value;
}

std::string right_signature(const Claim& claim, std::string_view to_sign) {
  const auto style = claim.scheme == Scheme::kRoa ? signing::Style::kRoa : signing::Style::kRpc;
  const auto digest = signing::make_mac(claim.algorithm, style, kSecret).compute(to_sign);
  if (claim.scheme != Scheme::kAcs3) return text::base64(digest.view());
  std::string out;
  text::append_hex(out, digest.view());
  return out;
}

void put_signature(fuzz::Request& request, const Claim& claim, const Refusal& refusal,
                   const std::string& signature) {
  switch (claim.scheme) {
    case Scheme::kAcs3:
      header(request, "authorization") = std::string(signing::algorithm_name(claim.algorithm)) +
                                         " Credential=" + claim.access_key_id +
                                         ",SignedHeaders=" + claim.signed_headers +
                                         ",Signature=" + signature;
      break;
    case Scheme::kRoa:
      header(request, "authorization") = "acs " + claim.access_key_id + ':' + signature;
      break;
    case Scheme::kRpc:  // all parameters but the signature, wherever they stood
      request.url =
          "/?" + refusal.canonical_request + "&Signature=" + fuzz::naive_encode(signature);
      std::erase_if(request.headers, [](const auto& one) { return one.name == "content-type"; });
  }
}

void examine(const Accepted& accepted) {
  fuzz::require(accepted.date >= kNow - kWindow && accepted.date <= kNow + kWindow,
                "an accepted date lies in the window");
  fuzz::require(!accepted.nonce.empty(), "what is accepted has a nonce");
  std::set<std::string_view> names;
  for (const signing::Parameter& parameter : accepted.parameters) {
    fuzz::require(names.insert(parameter.name).second, "no parameter is there twice");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Request request = fuzz::take_request(fuzz::view(data, size));
  fuzz::require(std::holds_alternative<Refusal>(verify(request, kSecret)),
                "nothing is accepted without the right MAC");
  fuzz::require(
      std::holds_alternative<Refusal>(signing::verify(request.received(), {{}, kNow, kWindow})),
      "nothing is accepted under an unknown key");
  const auto read = signing::read_claim(request.received());
  if (!std::holds_alternative<Claim>(read)) return 0;
  const Claim& claim = std::get<Claim>(read);
  if (signing::is_rsa(claim.algorithm)) return 0;  // takes a public key, not a secret
  if (claim.scheme == Scheme::kAcs3) {
    header(request, "x-acs-content-sha256") =
        crypto::hex_digest(signing::hash_of(claim.algorithm), request.body);
  }
  const auto refused = verify(request, kSecret);
  const Refusal& refusal = std::get<Refusal>(refused);
  if (refusal.string_to_sign.empty()) return 0;

  const std::string signature = right_signature(claim, refusal.string_to_sign);
  put_signature(request, claim, refusal, signature);
  const auto read_again = signing::read_claim(request.received());
  // An ID that holds ",SignedHeaders=" and the like reads differently when it is written again.
  const auto* rewritten = std::get_if<Claim>(&read_again);
  if (!rewritten || rewritten->access_key_id != claim.access_key_id ||
      rewritten->signed_headers != claim.signed_headers || rewritten->signature != signature) {
    return 0;
  }
  const auto verdict = verify(request, kSecret);
  if (const auto* second = std::get_if<Refusal>(&verdict)) {
    fuzz::require(second->code != "SignatureDoesNotMatch", "the right signature is no wrong one");
    return 0;
  }
  examine(std::get<Accepted>(verdict));
  fuzz::require(std::holds_alternative<Refusal>(verify(request, "another")),
                "one key's signature is not another's");
  std::string wrong = signature;
  wrong.front() = wrong.front() == '0' ? '1' : '0';
  put_signature(request, claim, refusal, wrong);
  fuzz::require(std::holds_alternative<Refusal>(verify(request, kSecret)),
                "a changed signature is refused");
  put_signature(request, claim, refusal, signature.substr(0, signature.size() - 1));
  fuzz::require(std::holds_alternative<Refusal>(verify(request, kSecret)),
                "a part of a signature is refused");
  return 0;
}
