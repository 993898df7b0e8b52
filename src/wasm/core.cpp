#include "wasm/core.h"

#include <cstdlib>
#include <optional>
#include <vector>

#include "request/build.h"
#include "request/unflatten.h"
#include "response/answer.h"
#include "signing/acs3.h"
#include "signing/prepare.h"
#include "signing/verify.h"
#include "text/ascii.h"
#include "validation/messages.h"
#include "validation/validate.h"

namespace ecd::wasm {
namespace {

using text::Kind;
using text::Value;
using validation::Issue;
using validation::Locale;
using validation::Profile;

// The arguments of a call, by position. What is absent reads as empty.
class Arguments {
 public:
  explicit Arguments(Value list) {
    if (!list.is(Kind::kArray)) return;
    for (const Value argument : list) list_.push_back(argument);
  }

  std::optional<Value> value(size_t index) const {
    if (index >= list_.size()) return {};
    return list_[index];
  }
  std::string_view text(size_t index) const {
    const std::optional<Value> argument = value(index);
    return argument && argument->is(Kind::kString) ? argument->text() : std::string_view();
  }
  bool flag(size_t index) const { return index < list_.size() && list_[index].is(Kind::kTrue); }
  int64_t integer(size_t index) const {
    const std::optional<Value> argument = value(index);
    if (!argument || !argument->is(Kind::kNumber)) return 0;
    return std::strtoll(std::string(argument->text()).c_str(), nullptr, 10);
  }
  Profile profile(size_t index) const {
    const std::string_view name = text(index);
    if (name == "documented") return Profile::kDocumented;
    if (name == "schema") return Profile::kSchema;
    return name == "off" ? Profile::kOff : Profile::kDefault;
  }
  Locale locale(size_t index) const {
    return text(index) == "zh" ? Locale::kChinese : Locale::kEnglish;
  }

 private:
  std::vector<Value> list_;
};

void write_headers(FrameWriter& out, const std::vector<request::Header>& headers) {
  out.object();
  for (const request::Header& header : headers) {
    out.key(header.name);
    out.string(header.value);
  }
  out.end();
}

void write_request(FrameWriter& out, const request::HttpRequest& request) {
  out.key("method");
  out.string(request.method);
  out.key("url");
  out.string(request.url());
  out.key("headers");
  write_headers(out, request.headers);
  out.key("body");
  if (request.has_body) {
    out.string(request.body);
  } else {
    out.null();
  }
}

void write_trace(FrameWriter& out, const signing::Trace& trace) {
  out.key("trace");
  out.object();
  out.key("canonicalRequest");
  out.string(trace.canonical_request);
  out.key("stringToSign");
  out.string(trace.string_to_sign);
  out.key("signature");
  out.string(trace.signature);
  out.end();
}

void write_path(FrameWriter& out, const std::vector<validation::PathStep>& path) {
  out.array();
  for (const validation::PathStep& step : path) {
    if (const auto* index = std::get_if<uint32_t>(&step)) {
      out.number(std::to_string(*index));
    } else {
      out.string(std::get<std::string>(step));
    }
  }
  out.end();
}

void write_issue(FrameWriter& out, const Issue& issue, Locale locale) {
  out.object();
  out.key("path");
  write_path(out, issue.path);
  out.key("code");
  out.string(validation::code_name(issue.code));
  out.key("severity");
  out.string(issue.severity == validation::Severity::kError ? "error" : "warning");
  out.key("message");
  out.string(validation::message(issue, locale));
  out.key("params");
  out.object();
  for (const validation::Detail& detail : issue.details) {
    out.key(detail.name);
    if (detail.is_number) {
      out.number(detail.text);
    } else {
      out.string(detail.text);
    }
  }
  out.end();
  out.end();
}

void write_refusal(FrameWriter& out, const signing::Refusal& refusal) {
  out.object();
  out.key("ok");
  out.boolean(false);
  out.key("code");
  out.string(refusal.code);
  out.key("status");
  out.number(std::to_string(refusal.status));
  out.key("message");
  out.string(refusal.message);
  if (!refusal.string_to_sign.empty()) {
    out.key("trace");
    out.object();
    out.key("canonicalRequest");
    out.string(refusal.canonical_request);
    out.key("stringToSign");
    out.string(refusal.string_to_sign);
    out.end();
  }
  out.end();
}

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

std::string_view kind_word(response::Kind kind) {
  switch (kind) {
    case response::Kind::kService: return "service";
    case response::Kind::kThrottling: return "throttling";
    case response::Kind::kTransport: return "transport";
    case response::Kind::kResult: break;
  }
  return "result";
}

std::string_view outcome_word(response::Outcome outcome) {
  switch (outcome) {
    case response::Outcome::kNotSent: return "not-sent";
    case response::Outcome::kRefused: return "refused";
    case response::Outcome::kUnclear: break;
  }
  return "unclear";
}

// Signs with the arguments from `first` on: access key id, secret, security token, date, nonce.
Result<signing::Trace> sign_with(request::HttpRequest& request, const Arguments& arguments,
                                 size_t first, std::string_view action,
                                 std::string_view version) {
  auto signer = signing::Acs3Signer::create(
      {arguments.text(first), arguments.text(first + 1), arguments.text(first + 2)});
  if (!signer) return signer.error();
  return signer->sign(request,
                      {action, version, arguments.text(first + 3), arguments.text(first + 4)});
}

// A member that is left out when it is empty.
struct OptionalText {
  std::string_view name;
  const std::string& value;
};

}  // namespace

void Core::call(void (Core::*function)(Value), std::string_view frame) {
  out_.clear();
  const Result<text::Document> document = read_frame(frame);
  if (document) {
    (this->*function)(document->root());
  } else {
    write_error(document.error());
  }
  out_.end();  // of the object that every answer is
}

void Core::begin_value() {
  out_.object();
  out_.key("value");
}

void Core::write_error(const Error& error) {
  out_.object();
  out_.key("error");
  out_.object();
  out_.key("code");
  out_.string(error.code);
  out_.key("message");
  out_.string(error.message);
  out_.end();
}

void Core::write_issues(const std::vector<Issue>& issues, Locale locale) {
  out_.object();
  out_.key("issues");
  out_.array();
  for (const Issue& issue : issues) write_issue(out_, issue, locale);
  out_.end();
}

const catalog::Operation* Core::find_operation(std::string_view name) {
  const Result<const catalog::Operation*> operation = catalog_.find(name);
  if (operation) return *operation;
  write_error(operation.error());
  return nullptr;
}

void Core::load_catalog(std::string_view catalog) {
  out_.clear();
  if (const Status problem = catalog_.load(std::string(catalog))) {
    write_error(*problem);
  } else {
    begin_value();
    out_.null();
  }
  out_.end();
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
  write_issues(validation::validate(*operation, catalog_.service(), *parameters,
                                    arguments.profile(2)),
               arguments.locale(3));
}

// [operation, parameters, profile, locale, path, value if there is one] → issues
void Core::validate_parameter(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues = validation::validate_parameter(*operation, catalog_.service(),
                                                     arguments.text(4), arguments.value(5),
                                                     *parameters, arguments.profile(2));
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
  write_issues(validation::validate(*operation, catalog_.service(), nested.root(),
                                    Profile::kSchema),
               arguments.locale(2));
}

// [operation, parameters, profile, region, endpoint, method, locale] → request
void Core::build(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues = validation::validate(*operation, catalog_.service(), *parameters,
                                           arguments.profile(2));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(6));
  const auto request =
      request::build(*operation, catalog_.service(), *parameters,
                     {arguments.text(3), arguments.text(4), arguments.text(5)});
  if (!request) return write_error(request.error());
  begin_value();
  out_.object();
  write_request(out_, *request);
  out_.end();
}

// [operation, parameters, profile, region, endpoint, method, locale, access key id, secret, security
//  token, date, nonce, trace?] → signed request
void Core::sign(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues = validation::validate(*operation, catalog_.service(), *parameters,
                                           arguments.profile(2));
  if (validation::has_errors(issues)) return write_issues(issues, arguments.locale(6));
  auto request = request::build(*operation, catalog_.service(), *parameters,
                                {arguments.text(3), arguments.text(4), arguments.text(5)});
  if (!request) return write_error(request.error());
  const Result<signing::Trace> trace =
      sign_with(*request, arguments, 7, operation->name, catalog_.service().version);
  if (!trace) return write_error(trace.error());
  answer_signed(*request, *trace, arguments.flag(12));
}

// [method, url, headers, body or null, action, version, access key id, secret, security token, date,
//  nonce, trace?] → signed request
void Core::sign_request(Value list) {
  const Arguments arguments(list);
  const std::optional<Value> body = arguments.value(3);
  signing::GivenRequest given{arguments.text(0), arguments.text(1), {}, arguments.text(3),
                              body && body->is(Kind::kString)};
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
  write_request(out_, request);
  if (with_trace) write_trace(out_, trace);
  out_.end();
}

// [method, url, headers, body] → {ok: true, accessKeyId, algorithm} or a refusal
void Core::read_authorization(Value list) {
  const auto read = signing::read_authorization(read_received(Arguments(list)));
  begin_value();
  if (const auto* refusal = std::get_if<signing::Refusal>(&read)) {
    return write_refusal(out_, *refusal);
  }
  const auto& authorization = std::get<signing::Authorization>(read);
  out_.object();
  out_.key("ok");
  out_.boolean(true);
  out_.key("accessKeyId");
  out_.string(authorization.access_key_id);
  out_.key("algorithm");
  out_.string(authorization.algorithm);
  out_.end();
}

// [method, url, headers, body, secret or null, now, window: seconds] → what was signed, or a refusal
void Core::verify(Value list) {
  const Arguments arguments(list);
  signing::VerifyContext context{{}, arguments.integer(5), arguments.integer(6)};
  const std::optional<Value> secret = arguments.value(4);
  if (secret && secret->is(Kind::kString)) context.secret = secret->text();
  const auto verified = signing::verify(read_received(arguments), context);
  begin_value();
  if (const auto* refusal = std::get_if<signing::Refusal>(&verified)) {
    return write_refusal(out_, *refusal);
  }
  const auto& accepted = std::get<signing::Accepted>(verified);
  out_.object();
  out_.key("ok");
  out_.boolean(true);
  out_.key("operation");
  out_.string(accepted.operation);
  out_.key("nonce");
  out_.string(accepted.nonce);
  out_.key("date");
  out_.number(std::to_string(accepted.date));
  out_.key("parameters");
  out_.object();
  for (const signing::Parameter& parameter : accepted.parameters) {
    out_.key(parameter.name);
    out_.string(parameter.value);
  }
  out_.end();
  out_.end();
}

// [status, retry-after, body] → reading
void Core::read_answer(Value list) {
  const Arguments arguments(list);
  const response::Reading reading = response::read_answer(
      catalog_.service().product,
      {static_cast<int>(arguments.integer(0)), arguments.text(1), arguments.text(2)});
  const OptionalText texts[] = {{"code", reading.code},
                                {"message", reading.message},
                                {"requestId", reading.request_id},
                                {"recommend", reading.recommend},
                                {"accessDeniedDetail", reading.access_denied_detail}};
  begin_value();
  out_.object();
  out_.key("kind");
  out_.string(kind_word(reading.kind));
  out_.key("outcome");
  out_.string(outcome_word(reading.outcome));
  out_.key("retryable");
  out_.boolean(reading.retryable);
  for (const OptionalText& text : texts) {
    if (text.value.empty()) continue;
    out_.key(text.name);
    out_.string(text.value);
  }
  if (reading.retry_after_ms) {
    out_.key("retryAfterMs");
    out_.number(std::to_string(*reading.retry_after_ms));
  }
  out_.end();
}

// [platform error code] → outcome
void Core::outcome_of_failure(Value list) {
  begin_value();
  out_.string(outcome_word(response::outcome_of_failure(Arguments(list).text(0))));
}

}  // namespace ecd::wasm
