#include "response/answer.h"

#include <algorithm>

#include "json/parse.h"
#include "json/write.h"
#include "text/decimal.h"
#include "text/percent_encoding.h"

namespace ecd::response {
namespace {

using text::Value;

// More than the largest documented page of results; the parsed tree takes about ten times as much.
constexpr size_t kMaxBodySize = 4u << 20;

// Names that official and other clients have seen the envelope's members under.
std::string either(Value object, std::string_view upper, std::string_view lower) {
  const std::string_view text = object.text_of(upper);
  return std::string(text.empty() ? object.text_of(lower) : text);
}

// A wait of nothing, or a negative one, is no hint.
std::optional<int64_t> parse_milliseconds(std::string_view text) {
  const auto value = text::parse_decimal<int64_t>(text);
  return value && *value > 0 ? value : std::nullopt;
}

// The server, or a gateway before it, failed or was too slow (408). It may have done so after the
// effect.
bool is_server_failure(int status) { return status >= 500 || status == 408; }

Reading not_understood(std::string code, std::string message, int status) {
  Reading out;
  out.kind = Kind::kTransport;
  out.code = std::move(code);
  out.message = std::move(message) + " (HTTP status " + std::to_string(status) + ")";
  // A gateway may have lost the answer of a call that was carried out.
  out.outcome = Outcome::kUnclear;
  // A success that cannot be read was cut on the way; a page in its place is somebody's doing.
  out.retryable = is_server_failure(status) || status == 429 || (status >= 200 && status < 300);
  return out;
}

bool is_throttling(std::string_view code, int status) {
  return status == 429 || code.find("Throttling") != std::string_view::npos;
}

// Codes that official clients take for the server's failure whatever status they come with
// (signing.md section 6).
bool is_server_failure(std::string_view code, int status) {
  return is_server_failure(status) || code == "InternalError" || code == "UnknownError" ||
         code == "ServiceUnavailable";
}

// A code that is certain to mean that nothing was done: the service's own refusal. A server error
// may come after the effect, and a used nonce may mean that something on the way sent the call
// twice.
Outcome outcome_of(std::string_view code, int status) {
  if (is_throttling(code, status)) return Outcome::kRefused;
  const bool is_unclear = is_server_failure(code, status) || code == "SignatureNonceUsed";
  return is_unclear ? Outcome::kUnclear : Outcome::kRefused;
}

bool is_about_clock(std::string_view code) {
  return code.starts_with("InvalidTimeStamp") || code == "IllegalTimestamp";
}

// Codes of refusals by RAM differ between products; the detail comes with newer ones only.
bool is_denial(const Reading& error) {
  static constexpr std::string_view kParts[] = {"NoPermission", "Forbidden.RAM", "Forbidden.Ram",
                                                "AccessDenied"};
  return !error.access_denied_detail.empty() ||
         std::any_of(std::begin(kParts), std::end(kParts), [&](std::string_view part) {
           return error.code.find(part) != std::string::npos;
         });
}

std::string troubleshoot_page(std::string_view code, std::string_view product) {
  return "https://api.aliyun.com/troubleshoot?q=" + text::percent_encode(code) +
         "&product=" + text::percent_encode(product);
}

Reading service_error(std::string_view product, const Answer& answer, Value envelope) {
  Reading out;
  out.code = either(envelope, "Code", "code");
  out.message = either(envelope, "Message", "message");
  out.request_id = either(envelope, "RequestId", "requestId");
  if (out.code.empty()) {
    Reading unknown = not_understood("InvalidAnswer", "the error has no code", answer.status);
    unknown.request_id = out.request_id;
    return unknown;
  }
  out.recommend = either(envelope, "Recommend", "recommend");
  if (out.recommend.empty()) out.recommend = troubleshoot_page(out.code, product);
  auto detail = envelope.find("AccessDeniedDetail");
  if (!detail) detail = envelope.find("accessDeniedDetail");
  if (detail && detail->is(text::Kind::kObject)) json::append(out.access_denied_detail, *detail);
  out.retry_after_ms = parse_milliseconds(answer.retry_after);
  const bool throttled = is_throttling(out.code, answer.status) || out.retry_after_ms.has_value();
  out.kind = throttled ? Kind::kThrottling : Kind::kService;
  out.outcome = outcome_of(out.code, answer.status);
  // With a nonce of its own the next attempt is not taken for this one.
  out.retryable =
      throttled || is_server_failure(out.code, answer.status) || out.code == "SignatureNonceUsed";
  out.wrong_clock = is_about_clock(out.code);
  out.denied = is_denial(out);
  return out;
}

}  // namespace

Reading read_answer(std::string_view product, const Answer& answer) {
  // A browser shows a redirect that it did not follow as status 0.
  if (answer.status == 0 || (answer.status >= 300 && answer.status < 400)) {
    return not_understood("Redirected", "the answer is a redirect, which is not followed",
                          answer.status);
  }
  if (answer.body.size() > kMaxBodySize) {
    Reading out = not_understood("InvalidAnswer", "the answer is larger than 4 MiB", answer.status);
    out.retryable = false;
    return out;
  }
  const Result<text::Document> body = json::parse(answer.body);
  if (!body) {
    return not_understood(
        "InvalidAnswer", "the answer is not the service's: " + body.error().message, answer.status);
  }
  const Value root = body->root();
  if (!root.is(text::Kind::kObject)) {
    return not_understood("InvalidAnswer", "the answer is not a JSON object", answer.status);
  }
  if (answer.status < 200 || answer.status >= 300) return service_error(product, answer, root);
  Reading out;
  out.request_id = either(root, "RequestId", "requestId");
  return out;
}

Outcome outcome_of_failure(std::string_view platform_code, std::string_view system_call) {
  // A connection that was there can end with the codes of one that never was.
  if (system_call == "read" || system_call == "write") return Outcome::kUnclear;
  if (system_call == "connect") return Outcome::kNotSent;
  static constexpr std::string_view kNotSent[] = {"ECONNREFUSED",
                                                  "ENOTFOUND",
                                                  "EAI_AGAIN",
                                                  "EHOSTUNREACH",
                                                  "ENETUNREACH",
                                                  "EADDRNOTAVAIL",
                                                  "BAD_PORT",
                                                  "UND_ERR_CONNECT_TIMEOUT",
                                                  "CERT_HAS_EXPIRED",
                                                  "CERT_NOT_YET_VALID",
                                                  "CERT_UNTRUSTED",
                                                  "CERT_REVOKED",
                                                  "DEPTH_ZERO_SELF_SIGNED_CERT",
                                                  "SELF_SIGNED_CERT_IN_CHAIN",
                                                  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                                                  "UNABLE_TO_GET_ISSUER_CERT",
                                                  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
                                                  "ERR_TLS_CERT_ALTNAME_INVALID"};
  return std::find(std::begin(kNotSent), std::end(kNotSent), platform_code) != std::end(kNotSent)
             ? Outcome::kNotSent
             : Outcome::kUnclear;
}

}  // namespace ecd::response
