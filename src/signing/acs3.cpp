#include "signing/acs3.h"

#include <algorithm>

#include "signing/canonical_request.h"
#include "text/hex.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

constexpr std::string_view kContentHash = "x-acs-content-sha256";

Status check_context(const SigningContext& context) {
  if (!text::parse_timestamp(context.date)) {
    return Error{"InvalidDate", "the date must be yyyy-MM-ddTHH:mm:ssZ, not before 1970"};
  }
  if (context.nonce.empty() || !is_header_value(context.nonce)) {
    return Error{"InvalidNonce", "the nonce must be printable ASCII and not empty"};
  }
  if (!is_header_value(context.action) || !is_header_value(context.version)) {
    return Error{"InvalidHeader", "action and version must be printable ASCII"};
  }
  return {};
}

Status check_headers(const request::HttpRequest& request) {
  for (const Header& header : request.headers) {
    if (header.name == "authorization") {
      return Error{"AlreadySigned", "the request carries an Authorization header already"};
    }
    if (!is_header_value(header.value)) {
      return Error{"InvalidHeader", "the header " + header.name +
                                        " must be printable ASCII without line breaks"};
    }
  }
  return {};
}

SignedHeaders collect_signed(const std::vector<Header>& headers) {
  SignedHeaders out;
  out.headers.reserve(headers.size());
  for (const Header& header : headers) {
    if (must_be_signed(header.name)) out.insert(header.name, header.value);
  }
  return out;
}

}  // namespace

bool is_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

std::string string_to_sign(std::string_view algorithm, std::string_view canonical_request) {
  std::string out(algorithm);
  out += '\n';
  text::append_hex(out, crypto::digest(crypto::Hash::kSha256, canonical_request));
  return out;
}

Acs3Signer::Acs3Signer(const Credentials& credentials)
    : access_key_id_(credentials.access_key_id),
      security_token_(credentials.security_token),
      mac_(std::make_unique<crypto::Mac>(crypto::Hash::kSha256, credentials.access_key_secret)) {}

Result<Acs3Signer> Acs3Signer::create(const Credentials& credentials) {
  if (credentials.access_key_id.empty() || credentials.access_key_secret.empty()) {
    return Error{"InvalidCredentials", "accessKeyId and accessKeySecret must not be empty"};
  }
  if (!is_header_value(credentials.access_key_id) ||
      !is_header_value(credentials.security_token)) {
    return Error{"InvalidCredentials", "accessKeyId and securityToken must be printable ASCII"};
  }
  return Acs3Signer(credentials);
}

Result<Trace> Acs3Signer::sign(request::HttpRequest& request, const SigningContext& context) {
  if (Status problem = check_context(context)) return *problem;
  if (Status problem = check_headers(request)) return *problem;

  std::vector<Header>& headers = request.headers;
  const std::string payload_hash = crypto::hex_digest(crypto::Hash::kSha256, request.body);
  headers.reserve(headers.size() + 9);
  headers.push_back({"host", std::string(request.host())});
  headers.push_back({"x-acs-action", std::string(context.action)});
  headers.push_back({"x-acs-version", std::string(context.version)});
  headers.push_back({"x-acs-date", std::string(context.date)});
  headers.push_back({"x-acs-signature-nonce", std::string(context.nonce)});
  headers.push_back({std::string(kContentHash), payload_hash});
  if (!security_token_.empty()) {
    headers.push_back({"x-acs-accesskey-id", access_key_id_});
    headers.push_back({"x-acs-security-token", security_token_});
  }

  const SignedHeaders to_sign = collect_signed(headers);
  const std::string names = to_sign.names();
  Trace trace;
  trace.canonical_request = canonical_request({request.method, request.path,
                                               request.canonical_query, to_sign, names,
                                               payload_hash});
  trace.string_to_sign = string_to_sign(kAcs3HmacSha256, trace.canonical_request);
  text::append_hex(trace.signature, mac_->compute(trace.string_to_sign));

  std::string authorization;
  authorization.reserve(256);
  authorization.append(kAcs3HmacSha256).append(" Credential=").append(access_key_id_);
  authorization.append(",SignedHeaders=").append(names);
  authorization.append(",Signature=").append(trace.signature);
  headers.push_back({"authorization", std::move(authorization)});
  return trace;
}

}  // namespace ecd::signing
