// Core's calls about requests: built, signed, verified, compared.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "request/build.h"
#include "signing/compare.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "signing/verify.h"
#include "text/ascii.h"
#include "text/kept_texts.h"
#include "validation/validate.h"
#include "wasm/answers.h"
#include "wasm/arguments.h"
#include "wasm/core.h"

namespace ecd::wasm {
namespace {

using text::Kind;
using text::Value;
using validation::Issue;

// A header's name in lower case, as most come.
std::string_view lower_name(std::string_view name, text::KeptTexts& kept) {
  const bool is_lower = std::none_of(name.begin(), name.end(), text::is_upper);
  return is_lower ? name : kept.keep(text::to_lower(name));
}

std::vector<request::Header> read_headers(const Arguments& arguments, size_t index,
                                          text::KeptTexts& kept) {
  std::vector<request::Header> headers;
  const std::optional<Value> object = arguments.value(index);
  if (!object || !object->is(Kind::kObject)) return headers;
  for (const Value header : *object) {
    headers.push_back({lower_name(header.key(), kept), header.text()});
  }
  return headers;
}

// [method, url, {header: value}, body]
signing::ReceivedRequest read_received(const Arguments& arguments, text::KeptTexts& kept) {
  return {arguments.text(0), arguments.text(1), read_headers(arguments, 2, kept),
          arguments.text(3)};
}

// In the order of the calls; none before the key has signed.
void read_rsa_signatures(const std::optional<Value>& list, std::vector<CallToSign>& calls) {
  if (!list || !list->is(Kind::kArray)) return;
  auto call = calls.begin();
  for (const Value signature : *list) {
    if (call != calls.end()) (call++)->rsa_signature = signature.text();
  }
}

// The options that `build`, `sign` and `signBatch` begin with.
request::BuildOptions build_options(const Arguments& arguments, std::string_view endpoint) {
  return {arguments.text(2), endpoint, arguments.text(3), arguments.text(5) == "body"};
}

}  // namespace

// [operation, profile, region, method, locale, "query" or "body", parameters, endpoint] → request
void Core::build(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(6);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(1));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(4));
  const auto request = request::build(*operation, catalog_.service(), *parameters,
                                      build_options(arguments, arguments.text(7)));
  if (!request) return write_error(request.error());
  begin_value();
  out_.object();
  write_request(out_, *request);
  out_.end();
}

// [access key id, secret, security token, bearer token, anonymous?, algorithm, style] → null. The
// credentials that sign from now on; those before are wiped.
void Core::use_key(Value list) {
  const Arguments arguments(list);
  signer_.reset();
  const std::string_view name = arguments.text(5);
  const auto algorithm =
      name.empty() ? signing::Algorithm::kAcs3HmacSha256 : signing::find_algorithm(name);
  if (!algorithm) {
    return write_error(
        {"UnsupportedAlgorithm", "the algorithm is not one that this module signs with"});
  }
  auto signer = signing::Signer::create(
      {arguments.text(0), arguments.text(1), arguments.text(2), arguments.text(3),
       arguments.flag(4)},
      *algorithm, arguments.text(6) == "ROA" ? signing::Style::kRoa : signing::Style::kRpc);
  if (!signer) return write_error(signer.error());
  signer_.emplace(std::move(*signer));
  begin_value();
  out_.null();
}

// [] → null
void Core::forget_key(Value) {
  signer_.reset();
  begin_value();
  out_.null();
}

// [operation, profile, region, method, locale, "query" or "body", date, trace?, parameters,
// endpoint, nonce, signature of an RSA key] → signed request, or {stringToSign} for an RSA key that
// has not signed it yet
void Core::sign(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(8);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(1));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(4));
  begin_value();
  const CallToSign call{*parameters, arguments.text(9), arguments.text(10), arguments.text(11)};
  if (const Status problem = write_signed_call(arguments, *operation, call)) write_only(*problem);
}

// [operation, profile, region, method, locale, "query" or "body", date, trace?, [parameters,
// endpoint, nonce, …], [signature of an RSA key, …]] → what `sign` answers for each; if there are
// issues, those of all calls, each behind its position in the list
void Core::sign_batch(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> given = arguments.value(8);
  if (!operation || !given || given->size() % 3 != 0) return;
  std::vector<CallToSign> calls;
  std::vector<Issue> issues;
  for (auto part = given->begin(); part != given->end(); ++part) {
    const Value parameters = *part;
    const std::string_view endpoint = (*++part).text();
    calls.push_back({parameters, endpoint, (*++part).text(), {}});
    for (Issue& issue :
         validation::validate(*operation, catalog_.service(), parameters, arguments.profile(1))) {
      issue.path.insert(issue.path.begin(), static_cast<uint32_t>(calls.size() - 1));
      issues.push_back(std::move(issue));
    }
  }
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(4));
  read_rsa_signatures(arguments.value(9), calls);
  begin_value();
  out_.array();
  for (const CallToSign& call : calls) {
    const Status problem = write_signed_call(arguments, *operation, call);
    if (problem) return write_only(*problem);
  }
  out_.end();
}

Status Core::write_signed_call(const Arguments& arguments, const catalog::Operation& operation,
                               const CallToSign& call) {
  auto request = request::build(operation, catalog_.service(), call.parameters,
                                build_options(arguments, call.endpoint));
  if (!request) return request.error();
  const auto trace = sign_with_key(*request, {operation.name, catalog_.service().version,
                                              arguments.text(6), call.nonce, call.rsa_signature});
  if (!trace) return trace.error();
  write_signed(*request, *trace, arguments.flag(7));
  return {};
}

// [method, url, headers, body or null, action, version, date, trace?, nonce, signature of an RSA
// key] → what `sign` answers, without the body, which may be binary: the caller has it
void Core::sign_request(Value list) {
  const Arguments arguments(list);
  const std::optional<Value> body = arguments.value(3);
  signing::GivenRequest given{
      arguments.text(0), arguments.text(1), {}, arguments.text(3), body && body->is(Kind::kString)};
  text::KeptTexts kept;
  given.headers = read_headers(arguments, 2, kept);
  Result<request::HttpRequest> request = signing::prepare(given);
  if (!request) return write_error(request.error());
  const auto trace =
      sign_with_key(*request, {arguments.text(4), arguments.text(5), arguments.text(6),
                               arguments.text(8), arguments.text(9)});
  if (!trace) return write_error(trace.error());
  request->has_body = false;
  begin_value();
  write_signed(*request, *trace, arguments.flag(7));
}

Result<signing::Trace> Core::sign_with_key(request::HttpRequest& request,
                                           const signing::SigningContext& context) const {
  if (!signer_) return Error{"InvalidCredentials", "there are no credentials"};
  return signer_->sign(request, context);
}

void Core::write_signed(const request::HttpRequest& request, const signing::Trace& trace,
                        bool with_trace) {
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
  text::KeptTexts kept;
  const auto read = signing::read_claim(read_received(Arguments(list), kept));
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
  text::KeptTexts kept;
  const auto read = signing::read_rsa_signature(read_received(arguments, kept),
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
  text::KeptTexts kept;
  const auto verified = signing::verify(read_received(arguments, kept), context);
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

}  // namespace ecd::wasm
