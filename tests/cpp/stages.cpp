#include "stages.h"

#include <cstdlib>
#include <vector>

#include "crypto/mac.h"
#include "request/http_request.h"
#include "signing/acs3.h"
#include "signing/canonical_query.h"
#include "signing/canonical_request.h"
#include "signing/roa_v1.h"
#include "signing/rpc_v1.h"
#include "signing/signer.h"
#include "text/ascii.h"
#include "text/base64.h"
#include "text/hex.h"
#include "text/kept_texts.h"

namespace ecd::test {
namespace {

using signing::Algorithm;
using signing::Style;
using text::Value;
using Texts = std::map<std::string, std::string>;

std::string hex(const crypto::Digest& digest) {
  std::string out;
  text::append_hex(out, digest.view());
  return out;
}

// The members of an object as parameters. null is a parameter without a value.
std::vector<signing::Parameter> parameters_of(Value object) {
  std::vector<signing::Parameter> out;
  for (const Value member : object) {
    out.push_back({std::string(member.key()), std::string(member.text())});
  }
  return out;
}

// Views into the object and into `kept`.
std::vector<request::Header> headers_of(Value object, text::KeptTexts& kept) {
  std::vector<request::Header> out;
  for (const Value member : object) {
    out.push_back({kept.keep(text::to_lower(member.key())), member.text()});
  }
  return out;
}

Texts hash_stage(Value input) {
  return {{"hex", crypto::hex_digest(hash_named(input.text_of("hash")), input.text_of("text"))}};
}

Texts hmac_stage(Value input) {
  const crypto::Mac mac(hash_named(input.text_of("hash")), input.text_of("key"));
  const crypto::Digest digest = mac.compute(input.text_of("text"));
  return {{"hex", hex(digest)}, {"base64", text::base64(digest.view())}};
}

Texts acs3_stage(Value input) {
  const Algorithm algorithm = *signing::find_algorithm(input.text_of("algorithm"));
  text::KeptTexts kept;
  const std::vector<request::Header> headers = headers_of(*input.find("headers"), kept);
  signing::SignedHeaders to_sign;
  for (const request::Header& header : headers) {
    if (signing::must_be_signed(header.name)) to_sign.insert(header.name, header.value);
  }
  const std::string query = signing::canonical_query(parameters_of(*input.find("query")));
  const std::string names = to_sign.names();
  Texts out;
  out["canonicalRequest"] =
      signing::canonical_request({input.text_of("method"), input.text_of("path"), query, to_sign,
                                  names, input.text_of("payloadHash")});
  out["stringToSign"] = signing::acs3_string_to_sign(
      input.text_of("algorithm"), signing::hash_of(algorithm), out["canonicalRequest"]);
  out["signature"] = hex(signing::make_mac(algorithm, Style::kRpc, input.text_of("secret"))
                             .compute(out["stringToSign"]));
  return out;
}

std::string sha1_signature(Style style, Value input, std::string_view string_to_sign) {
  crypto::Mac mac = signing::make_mac(Algorithm::kHmacSha1, style, input.text_of("secret"));
  return text::base64(mac.compute(string_to_sign).view());
}

Texts rpc_stage(Value input) {
  Texts out;
  out["stringToSign"] = signing::rpc_string_to_sign(
      input.text_of("method"), signing::canonical_query(parameters_of(*input.find("parameters"))));
  out["signature"] = sha1_signature(Style::kRpc, input, out["stringToSign"]);
  return out;
}

Texts roa_stage(Value input) {
  text::KeptTexts kept;
  Texts out;
  out["stringToSign"] = signing::roa_string_to_sign(input.text_of("method"), input.text_of("path"),
                                                    parameters_of(*input.find("query")),
                                                    headers_of(*input.find("headers"), kept));
  out["signature"] = sha1_signature(Style::kRoa, input, out["stringToSign"]);
  return out;
}

}  // namespace

crypto::Hash hash_named(std::string_view name) {
  if (name == "SHA-1") return crypto::Hash::kSha1;
  if (name == "SHA-256") return crypto::Hash::kSha256;
  if (name != "SM3") std::abort();
  return crypto::Hash::kSm3;
}

Texts run_stage(std::string_view stage, Value input) {
  if (stage == "hash") return hash_stage(input);
  if (stage == "hmac") return hmac_stage(input);
  if (stage == "acs3") return acs3_stage(input);
  if (stage == "rpc") return rpc_stage(input);
  if (stage == "roa") return roa_stage(input);
  return {};
}

}  // namespace ecd::test
