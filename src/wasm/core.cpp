#include "wasm/core.h"

#include <optional>
#include <vector>

#include "request/build.h"
#include "request/unflatten.h"
#include "response/answer.h"
#include "signing/compare.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "signing/verify.h"
#include "text/ascii.h"
#include "validation/validate.h"
#include "wasm/answers.h"
#include "wasm/arguments.h"

namespace ecd::wasm {
namespace {

using text::Kind;
using text::Value;
using validation::Issue;
using validation::Locale;
using validation::Profile;

std::vector<request::Header> read_headers(const Arguments& arguments, size_t index) {
  std::vector<request::Header> headers;
  const std::optional<Value> object = arguments.value(index);
  if (!object || !object->is(Kind::kObject)) return headers;
  for (const Value header : *object) {
    headers.push_back({text::to_lower(header.key()), std::string(header.text())});
  }
  return headers;
}

// [method, url, {header: value}, body]
signing::ReceivedRequest read_received(const Arguments& arguments) {
  return {std::string(arguments.text(0)), std::string(arguments.text(1)),
          read_headers(arguments, 2), std::string(arguments.text(3))};
}

// The arguments of signing, from `first` on, for both calls: access key id, secret, security token,
// date, nonce, trace?, algorithm, style, bearer token, anonymous?, signature of an RSA key
Result<signing::Trace> sign_with(request::HttpRequest& request, const Arguments& arguments,
                                 size_t first, std::string_view action, std::string_view version) {
  const std::string_view name = arguments.text(first + 6);
  const auto algorithm =
      name.empty() ? signing::Algorithm::kAcs3HmacSha256 : signing::find_algorithm(name);
  if (!algorithm) {
    return Error{"UnsupportedAlgorithm", "the algorithm is not one that this module signs with"};
  }
  const auto style =
      arguments.text(first + 7) == "ROA" ? signing::Style::kRoa : signing::Style::kRpc;
  auto signer = signing::Signer::create(
      {arguments.text(first), arguments.text(first + 1), arguments.text(first + 2),
       arguments.text(first + 8), arguments.flag(first + 9)},
      *algorithm, style);
  if (!signer) return signer.error();
  return signer->sign(request, {action, version, arguments.text(first + 3),
                                arguments.text(first + 4), arguments.text(first + 10)});
}

}  // namespace

void Core::write_issues(const std::vector<Issue>& issues, Locale locale) {
  out_.object();
  out_.key("issues");
  wasm::write_issues(out_, issues, locale);
}

const catalog::Operation* Core::find_operation(std::string_view name) {
  const Result<const catalog::Operation*> operation = catalog_.find(name);
  if (operation) return *operation;
  write_error(operation.error());
  return nullptr;
}

bool Core::load_catalog(std::string_view catalog) {
  out_.clear();
  const Status problem = catalog_.load(catalog);
  if (problem) {
    write_error(*problem);
  } else {
    begin_value();
    out_.null();
  }
  out_.end();
  return !problem;
}

// [] → sorted names
void Core::names(Value) {
  const std::vector<std::string_view> names = catalog_.names();
  begin_value();
  out_.array();
  for (const std::string_view name : names) out_.string(name);
  out_.end();
}

// [operation] → JSON text
void Core::describe(Value list) {
  const Result<std::string_view> line = catalog_.describe(Arguments(list).text(0));
  if (!line) return write_error(line.error());
  begin_value();
  out_.string(*line);
}

// [] → JSON text of the catalog's first line
void Core::service(Value) {
  begin_value();
  out_.string(catalog_.service_line());
}

// [operation, parameters, profile, locale] → issues
void Core::validate(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  write_issues(
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(2)),
      arguments.locale(3));
}

// [operation, parameters, profile, locale, path, value if there is one] → issues
void Core::validate_parameter(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate_parameter(*operation, catalog_.service(), arguments.text(4),
                                     arguments.value(5), *parameters, arguments.profile(2));
  if (!issues) return write_error(issues.error());
  write_issues(*issues, arguments.locale(3));
}

// [operation, {name on the wire: text}, locale] → issues in the profile `schema`
void Core::validate_received(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> received = arguments.value(1);
  if (!operation || !received) return;
  std::vector<request::ReceivedParameter> parameters;
  for (const Value parameter : *received) {
    parameters.push_back({parameter.key(), parameter.text()});
  }
  const text::Document nested = request::unflatten(*operation, parameters);
  write_issues(
      validation::validate(*operation, catalog_.service(), nested.root(), Profile::kSchema),
      arguments.locale(2));
}

// [operation, parameters, profile, region, endpoint, method, locale] → request
void Core::build(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(2));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(6));
  const auto request = request::build(*operation, catalog_.service(), *parameters,
                                      {arguments.text(3), arguments.text(4), arguments.text(5)});
  if (!request) return write_error(request.error());
  begin_value();
  out_.object();
  write_request(out_, *request);
  out_.end();
}

// [operation, parameters, profile, region, endpoint, method, locale, then those of sign_with] →
// signed request, or {stringToSign} for an RSA key that has not signed it yet
void Core::sign(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(2));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(6));
  auto request = request::build(*operation, catalog_.service(), *parameters,
                                {arguments.text(3), arguments.text(4), arguments.text(5)});
  if (!request) return write_error(request.error());
  const Result<signing::Trace> trace =
      sign_with(*request, arguments, 7, operation->name, catalog_.service().version);
  if (!trace) return write_error(trace.error());
  answer_signed(*request, *trace, arguments.flag(12));
}

// [method, url, headers, body or null, action, version, then those of sign_with] → as of sign
void Core::sign_request(Value list) {
  const Arguments arguments(list);
  const std::optional<Value> body = arguments.value(3);
  signing::GivenRequest given{
      arguments.text(0), arguments.text(1), {}, arguments.text(3), body && body->is(Kind::kString)};
  given.headers = read_headers(arguments, 2);
  Result<request::HttpRequest> request = signing::prepare(given);
  if (!request) return write_error(request.error());
  // The caller keeps the body, which may be binary: it does not go back.
  const Result<signing::Trace> trace =
      sign_with(*request, arguments, 6, arguments.text(4), arguments.text(5));
  if (!trace) return write_error(trace.error());
  request->has_body = false;
  answer_signed(*request, *trace, arguments.flag(11));
}

void Core::answer_signed(const request::HttpRequest& request, const signing::Trace& trace,
                         bool with_trace) {
  begin_value();
  out_.object();
  if (trace.signature.empty() && !trace.string_to_sign.empty()) {
    out_.key("stringToSign");
    out_.string(trace.string_to_sign);
    return out_.end();
  }
  write_request(out_, request);
  if (with_trace) write_trace(out_, trace);
  out_.end();
}

// [method, url, headers, body] → {ok: true, accessKeyId, algorithm} or a refusal
void Core::read_claim(Value list) {
  const auto read = signing::read_claim(read_received(Arguments(list)));
  begin_value();
  if (const auto* refusal = std::get_if<signing::Refusal>(&read)) {
    return write_refusal(out_, *refusal);
  }
  const auto& claim = std::get<signing::Claim>(read);
  out_.object();
  out_.key("ok");
  out_.boolean(true);
  out_.key("accessKeyId");
  out_.string(claim.access_key_id);
  out_.key("algorithm");
  out_.string(signing::algorithm_name(claim.algorithm));
  out_.end();
}

// [method, url, headers, body, now, window: seconds] → {ok: true, stringToSign, signature} that the
// request's public key has to check, or a refusal
void Core::read_rsa_signature(Value list) {
  const Arguments arguments(list);
  const auto read = signing::read_rsa_signature(read_received(arguments),
                                                {{}, arguments.integer(4), arguments.integer(5)});
  begin_value();
  if (const auto* refusal = std::get_if<signing::Refusal>(&read)) {
    return write_refusal(out_, *refusal);
  }
  write_rsa_signature(out_, std::get<signing::RsaSignature>(read));
}

// [method, url, headers, body, secret or null, now, window: seconds, whether the RSA signature
// holds when the key is a public one] → what was signed, or a refusal
void Core::verify(Value list) {
  const Arguments arguments(list);
  signing::VerifyContext context{{}, arguments.integer(5), arguments.integer(6)};
  const std::optional<Value> secret = arguments.value(4);
  if (secret && secret->is(Kind::kString)) context.secret = secret->text();
  const std::optional<Value> holds = arguments.value(7);
  if (holds && !holds->is(Kind::kNull)) context.rsa_signature_holds = holds->is(Kind::kTrue);
  const auto verified = signing::verify(read_received(arguments), context);
  begin_value();
  if (const auto* refusal = std::get_if<signing::Refusal>(&verified)) {
    return write_refusal(out_, *refusal);
  }
  write_accepted(out_, std::get<signing::Accepted>(verified));
}

// [our text, their text] → {equal: true} or where they differ first
void Core::compare(Value list) {
  const Arguments arguments(list);
  const auto difference = signing::compare(arguments.text(0), arguments.text(1));
  begin_value();
  write_difference(out_, difference);
}

// [status, retry-after, body] → reading
void Core::read_answer(Value list) {
  const Arguments arguments(list);
  begin_value();
  write_reading(out_, response::read_answer(catalog_.service().product,
                                            {static_cast<int>(arguments.integer(0)),
                                             arguments.text(1), arguments.text(2)}));
}

// [operation, attempt, most attempts, tokens, random, elapsed ms, deadline ms or null; throttled,
// outcome, retryable, wished delay ms or null, clock corrected] → {retry, delayMs, taken}
void Core::next_attempt(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  if (operation == nullptr) return;
  response::Attempt attempt;
  attempt.is_read = operation->read;
  attempt.number = static_cast<int>(arguments.integer(1));
  attempt.max_attempts = static_cast<int>(arguments.integer(2));
  attempt.tokens = static_cast<int>(arguments.integer(3));
  attempt.random = static_cast<uint32_t>(arguments.integer(4));
  attempt.elapsed_ms = arguments.integer(5);
  attempt.deadline_ms = arguments.optional_integer(6);
  response::Failure failure;
  failure.throttled = arguments.flag(7);
  failure.outcome = outcome_named(arguments.text(8));
  failure.retryable = arguments.flag(9);
  failure.retry_after_ms = arguments.optional_integer(10);
  failure.clock_corrected = arguments.flag(11);
  begin_value();
  write_retry(out_, response::next_attempt(attempt, failure));
}

// [tokens, tokens that the last retry took] → tokens
void Core::tokens_after_success(Value list) {
  const Arguments arguments(list);
  const auto count = [&](size_t index) { return static_cast<int>(arguments.integer(index)); };
  begin_value();
  out_.number(std::to_string(response::tokens_after_success(count(0), count(1))));
}

// [platform error code] → outcome
void Core::outcome_of_failure(Value list) {
  begin_value();
  out_.string(outcome_word(response::outcome_of_failure(Arguments(list).text(0))));
}

}  // namespace ecd::wasm
