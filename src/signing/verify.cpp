#include "signing/verify.h"

#include <algorithm>
#include <set>

#include "crypto/mac.h"
#include "crypto/secret.h"
#include "request/url.h"
#include "signing/acs3.h"
#include "signing/canonical_request.h"
#include "text/ascii.h"
#include "text/hex.h"
#include "text/timestamp.h"

namespace ecd::signing {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

Refusal refuse(std::string code, std::string message, int status = 400) {
  return {std::move(code), status, std::move(message), {}, {}};
}

Refusal incomplete(std::string message) {
  return refuse("IncompleteSignature", std::move(message));
}

// The value of a header of that name, whether received or signed.
template <class AnyHeader>
std::optional<std::string_view> find(const std::vector<AnyHeader>& headers,
                                     std::string_view name) {
  for (const AnyHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

template <class AnyHeader>
std::string_view value_or_empty(const std::vector<AnyHeader>& headers, std::string_view name) {
  return find(headers, name).value_or(std::string_view());
}

// The text between `label` and the next comma, or nothing when the label is not there.
std::optional<std::string> part(std::string_view text, std::string_view label) {
  const size_t start = text.find(label);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = text.substr(start + label.size());
  return std::string(text::trim(rest.substr(0, rest.find(','))));
}

std::optional<Refusal> check_duplicates(const std::vector<Header>& headers) {
  for (size_t i = 0; i < headers.size(); ++i) {
    for (size_t j = i + 1; j < headers.size(); ++j) {
      if (headers[i].name == headers[j].name && must_be_signed(headers[i].name)) {
        return incomplete("the header " + headers[i].name + " is there twice");
      }
    }
  }
  return {};
}

std::optional<Refusal> check_date(std::string_view text, const VerifyContext& context,
                                  int64_t& date) {
  const std::optional<int64_t> parsed = text::parse_timestamp(text);
  if (!parsed) {
    return refuse("InvalidTimeStamp.Format", "x-acs-date must be yyyy-MM-ddTHH:mm:ssZ");
  }
  date = *parsed;
  const int64_t distance = date > context.now ? date - context.now : context.now - date;
  if (distance <= context.window_seconds) return {};
  return refuse("InvalidTimeStamp.Expired",
                "x-acs-date differs from the server's time by " + std::to_string(distance) +
                    " seconds; at most " + std::to_string(context.window_seconds) +
                    " are allowed");
}

// The listed headers with their values. Every header that must be signed has to be in the list.
Verified<SignedHeaders> collect_listed(const std::vector<Header>& headers,
                                       std::string_view names) {
  SignedHeaders listed;
  while (!names.empty()) {
    const size_t end = std::min(names.find(';'), names.size());
    const std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    const auto value = find(headers, name);
    if (!value) {
      return incomplete("SignedHeaders names " + std::string(name) + ", which was not received");
    }
    listed.headers.push_back({name, text::trim(*value)});
  }
  for (const Header& header : headers) {
    if (must_be_signed(header.name) && !find(listed.headers, header.name)) {
      return incomplete("the header " + header.name + " was received but is not signed");
    }
  }
  for (const std::string_view needed : {"host", "x-acs-action", "x-acs-version", "x-acs-date",
                                        "x-acs-signature-nonce", "x-acs-content-sha256"}) {
    if (value_or_empty(listed.headers, needed).empty()) {
      return incomplete("the header " + std::string(needed) + " is missing");
    }
  }
  return listed;
}

Verified<std::vector<Parameter>> read_parameters(const ReceivedRequest& request,
                                                 std::string_view raw_query) {
  std::string all(raw_query);
  if (text::to_lower(value_or_empty(request.headers, "content-type")).starts_with(kFormType)) {
    all += '&' + request.body;
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

std::optional<Refusal> check_signature(const ReceivedRequest& request, const request::Url& target,
                                       const SignedHeaders& listed,
                                       const Authorization& authorization,
                                       std::string_view secret) {
  Result<std::vector<Parameter>> query = parse_query(target.raw_query);
  if (!query) return refuse("InvalidParameter", query.error().message);
  const std::string body_hash = crypto::hex_digest(crypto::Hash::kSha256, request.body);
  Refusal refusal = refuse("SignatureDoesNotMatch", "");
  refusal.canonical_request = canonical_request({request.method, target.path,
                                                 canonical_query(*query), listed,
                                                 authorization.signed_headers, body_hash});
  refusal.string_to_sign = string_to_sign(authorization.algorithm, refusal.canonical_request);
  if (body_hash != value_or_empty(listed.headers, "x-acs-content-sha256")) {
    refusal.message = "x-acs-content-sha256 is not the hash of the body that was received";
    return refusal;
  }
  std::string expected;
  text::append_hex(expected,
                   crypto::Mac(crypto::Hash::kSha256, secret).compute(refusal.string_to_sign));
  if (crypto::equal_constant_time(expected, authorization.signature)) return {};
  refusal.message = "Specified signature is not matched with our calculation. "
                    "server string to sign is:" + refusal.string_to_sign;
  return refusal;
}

}  // namespace

Verified<Authorization> read_authorization(const ReceivedRequest& request) {
  const auto header = find(request.headers, "authorization");
  if (!header) return refuse("Unsigned", "the request carries no signature", 403);
  const size_t space = std::min(header->find(' '), header->size());
  const std::string_view fields = header->substr(space);
  Authorization out;
  out.algorithm = header->substr(0, space);
  if (out.algorithm != kAcs3HmacSha256) {
    return refuse("InvalidSignatureMethod", "the signature method is not supported");
  }
  const auto id = part(fields, "Credential=");
  const auto names = part(fields, "SignedHeaders=");
  const auto signature = part(fields, "Signature=");
  if (!id || !names || !signature || id->empty() || names->empty() || signature->empty()) {
    return incomplete("Authorization needs Credential, SignedHeaders and Signature");
  }
  out.access_key_id = *id;
  out.signed_headers = *names;
  out.signature = *signature;
  return out;
}

Verified<Accepted> verify(const ReceivedRequest& request, const VerifyContext& context) {
  const auto authorization = read_authorization(request);
  if (const auto* refusal = std::get_if<Refusal>(&authorization)) return *refusal;
  const auto& claimed = std::get<Authorization>(authorization);

  Accepted accepted;
  if (auto problem = check_duplicates(request.headers)) return *problem;
  const std::string_view date = value_or_empty(request.headers, "x-acs-date");
  if (auto problem = check_date(date, context, accepted.date)) return *problem;
  if (!context.secret) {
    return refuse("InvalidAccessKeyId.NotFound", "Specified access key is not found.", 404);
  }
  const auto listed = collect_listed(request.headers, claimed.signed_headers);
  if (const auto* refusal = std::get_if<Refusal>(&listed)) return *refusal;
  const auto& headers = std::get<SignedHeaders>(listed);
  const request::Url target = request::split_url(request.url);
  if (auto problem = check_signature(request, target, headers, claimed, *context.secret)) {
    return *problem;
  }

  auto parameters = read_parameters(request, target.raw_query);
  if (const auto* refusal = std::get_if<Refusal>(&parameters)) return *refusal;
  accepted.parameters = std::move(std::get<std::vector<Parameter>>(parameters));
  accepted.operation = value_or_empty(headers.headers, "x-acs-action");
  accepted.nonce = value_or_empty(headers.headers, "x-acs-signature-nonce");
  return accepted;
}

}  // namespace ecd::signing
