#include "signing/signer.h"

#include <algorithm>
#include <iterator>

#include "crypto/secret.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

using request::Header;
using request::HttpRequest;

struct AlgorithmName {
  Algorithm algorithm;
  std::string_view name;
};
constexpr AlgorithmName kNames[] = {{Algorithm::kAcs3HmacSha256, "ACS3-HMAC-SHA256"},
                                    {Algorithm::kAcs3HmacSm3, "ACS3-HMAC-SM3"},
                                    {Algorithm::kAcs3RsaSha256, "ACS3-RSA-SHA256"},
                                    {Algorithm::kHmacSha1, "HMAC-SHA1"}};

Error invalid_credentials(std::string message) {
  return {"InvalidCredentials", std::move(message)};
}

Status check_credentials(const Credentials& credentials, Algorithm algorithm) {
  if (!is_header_value(credentials.access_key_id) || !is_header_value(credentials.security_token) ||
      !is_header_value(credentials.bearer_token)) {
    return invalid_credentials("an access key ID and tokens must be printable ASCII");
  }
  if (credentials.is_anonymous || !credentials.bearer_token.empty()) return {};
  const bool has_secret = is_rsa(algorithm) || !credentials.access_key_secret.empty();
  if (credentials.access_key_id.empty() || !has_secret) {
    return invalid_credentials("accessKeyId and accessKeySecret must not be empty");
  }
  return {};
}

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

// The headers that ACS3 and ROA set by themselves. One that was there before would be signed beside
// them, and sent in their place or not at all.
constexpr std::string_view kOwnHeaders[] = {
    "x-acs-action",           "x-acs-version",          "x-acs-date",
    "x-acs-signature-nonce",  "x-acs-content-sha256",   "x-acs-accesskey-id",
    "x-acs-security-token",   "x-acs-bearer-token",     "x-acs-signature-type",
    "x-acs-signature-method", "x-acs-signature-version"};

Status check_headers(const HttpRequest& request, bool signs_headers) {
  for (const Header& header : request.headers) {
    if (header.name == "authorization") {
      return Error{"AlreadySigned", "the request carries an Authorization header already"};
    }
    if (signs_headers && header.name.starts_with("x-acs-") &&
        std::find(std::begin(kOwnHeaders), std::end(kOwnHeaders), header.name) !=
            std::end(kOwnHeaders)) {
      return Error{"InvalidHeader", "the header " + std::string(header.name) +
                                        " is the signer's to set, from options and credentials"};
    }
    if (!is_header_value(header.value)) {
      return Error{"InvalidHeader", "the header " + std::string(header.name) +
                                        " must be printable ASCII without line breaks"};
    }
  }
  return {};
}

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
  for (const AlgorithmName& known : kNames) {
    if (known.algorithm == algorithm) return known.name;
  }
  return {};
}

std::optional<Algorithm> find_algorithm(std::string_view name) {
  for (const AlgorithmName& known : kNames) {
    if (known.name == name) return known.algorithm;
  }
  return {};
}

crypto::Hash hash_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kAcs3HmacSm3:
      return crypto::Hash::kSm3;
    case Algorithm::kHmacSha1:
      return crypto::Hash::kSha1;
    case Algorithm::kAcs3HmacSha256:
    case Algorithm::kAcs3RsaSha256:
      break;
  }
  return crypto::Hash::kSha256;
}

crypto::Mac make_mac(Algorithm algorithm, Style style, std::string_view secret) {
  if (algorithm != Algorithm::kHmacSha1 || style == Style::kRoa) {
    return {hash_of(algorithm), secret};
  }
  std::string key(secret);
  key += '&';
  crypto::Mac mac(crypto::Hash::kSha1, key);
  crypto::wipe(key.data(), key.size());
  return mac;
}

bool is_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

Result<Signer> Signer::create(const Credentials& credentials, Algorithm algorithm, Style style) {
  if (Status problem = check_credentials(credentials, algorithm)) return *problem;
  Signer signer;
  signer.algorithm_ = algorithm;
  signer.style_ = style;
  signer.access_key_id_ = credentials.access_key_id;
  signer.security_token_ = credentials.security_token;
  signer.bearer_token_ = credentials.bearer_token;
  signer.is_signing_ = !credentials.is_anonymous && credentials.bearer_token.empty();
  if (signer.is_signing_ && !is_rsa(algorithm)) {
    signer.mac_.emplace(make_mac(algorithm, style, credentials.access_key_secret));
  }
  signer.empty_hash_ = crypto::hex_digest(hash_of(algorithm), {});
  return signer;
}

Result<Trace> Signer::sign(HttpRequest& request, const SigningContext& context) const {
  if (Status problem = check_context(context)) return *problem;
  const bool is_rpc_v1 = algorithm_ == Algorithm::kHmacSha1 && style_ == Style::kRpc;
  if (Status problem = check_headers(request, !is_rpc_v1)) return *problem;
  if (is_rpc_v1) return sign_rpc(request, context);
  return algorithm_ == Algorithm::kHmacSha1 ? sign_roa(request, context)
                                            : sign_acs3(request, context);
}

// The tokens that ACS3 and ROA carry in headers.
void Signer::add_token_headers(HttpRequest& request) const {
  if (!security_token_.empty()) {
    request.add_header("x-acs-accesskey-id", access_key_id_);
    request.add_header("x-acs-security-token", security_token_);
  }
  if (!bearer_token_.empty()) request.add_header("x-acs-bearer-token", bearer_token_);
}

}  // namespace ecd::signing
