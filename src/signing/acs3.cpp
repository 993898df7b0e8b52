#include "signing/acs3.h"

#include "signing/canonical_query.h"
#include "signing/canonical_request.h"
#include "signing/signer.h"
#include "text/hex.h"

namespace ecd::signing {
namespace {

using request::HttpRequest;

SignedHeaders collect_signed(const std::vector<Header>& headers) {
  SignedHeaders out;
  out.headers.reserve(headers.size());
  for (const Header& header : headers) {
    if (must_be_signed(header.name)) out.insert(header.name, header.value);
  }
  return out;
}

std::string authorization(std::string_view algorithm, std::string_view access_key_id,
                          std::string_view names, std::string_view signature) {
  std::string out;
  out.reserve(256);
  out.append(algorithm).append(" Credential=").append(access_key_id);
  return out.append(",SignedHeaders=").append(names).append(",Signature=").append(signature);
}

}  // namespace

std::string acs3_string_to_sign(std::string_view algorithm, crypto::Hash hash,
                                std::string_view canonical_request) {
  std::string out(algorithm);
  out += '\n';
  text::append_hex(out, crypto::digest(hash, canonical_request).view());
  return out;
}

Trace Signer::sign_acs3(HttpRequest& request, const SigningContext& context) const {
  const crypto::Hash hash = hash_of(algorithm_);
  const std::string_view payload_hash =
      request.body.empty() ? std::string_view(empty_hash_)
                           : request.kept.keep(crypto::hex_digest(hash, request.body));
  request.add_header("host", request.host());
  request.add_header("x-acs-action", context.action);
  request.add_header("x-acs-version", context.version);
  request.add_header("x-acs-date", context.date);
  request.add_header("x-acs-signature-nonce", context.nonce);
  request.add_header(kContentHashHeader, payload_hash);
  add_token_headers(request);
  if (!bearer_token_.empty()) {
    if (style_ == Style::kRpc) {
      set_query_parameter(request.canonical_query, "SignatureType", "BEARERTOKEN");
    } else {
      request.add_header("x-acs-signature-type", "BEARERTOKEN");
    }
  }
  if (!is_signing_) return {};

  const SignedHeaders to_sign = collect_signed(request.headers);
  const std::string names = to_sign.names();
  const std::string_view name = algorithm_name(algorithm_);
  Trace trace;
  trace.canonical_request = canonical_request(
      {request.method, request.path, request.canonical_query, to_sign, names, payload_hash});
  trace.string_to_sign = acs3_string_to_sign(name, hash, trace.canonical_request);
  if (mac_) {
    text::append_hex(trace.signature, mac_->compute(trace.string_to_sign).view());
  } else {
    trace.signature = context.rsa_signature;
  }
  if (trace.signature.empty()) return trace;  // the key has to sign first
  request.add_header("authorization", request.kept.keep(authorization(name, access_key_id_, names,
                                                                      trace.signature)));
  return trace;
}

}  // namespace ecd::signing
