#include "wasm/answers.h"

namespace ecd::wasm {
namespace {

using validation::Issue;
using validation::Locale;

// A member that is left out when it is empty.
struct OptionalText {
  std::string_view name;
  const std::string& value;
};

void write_headers(FrameWriter& out, const std::vector<request::Header>& headers) {
  out.object();
  for (const request::Header& header : headers) {
    out.key(header.name);
    out.string(header.value);
  }
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

std::string_view kind_word(response::Kind kind) {
  switch (kind) {
    case response::Kind::kService:
      return "service";
    case response::Kind::kThrottling:
      return "throttling";
    case response::Kind::kTransport:
      return "transport";
    case response::Kind::kResult:
      break;
  }
  return "result";
}

}  // namespace

void write_request(FrameWriter& out, const request::HttpRequest& request) {
  out.key("method");
  out.string(request.method);
  out.key("url");
  if (request.canonical_query.empty()) {
    out.string({request.origin, request.path});
  } else {
    out.string({request.origin, request.path, "?", request.canonical_query});
  }
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

void write_issues(FrameWriter& out, const std::vector<Issue>& issues, Locale locale) {
  out.array();
  for (const Issue& issue : issues) write_issue(out, issue, locale);
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

void write_rsa_signature(FrameWriter& out, const signing::RsaSignature& signature) {
  out.object();
  out.key("ok");
  out.boolean(true);
  out.key("stringToSign");
  out.string(signature.string_to_sign);
  out.key("signature");
  out.string(signature.signature);
  out.end();
}

void write_accepted(FrameWriter& out, const signing::Accepted& accepted) {
  out.object();
  out.key("ok");
  out.boolean(true);
  out.key("operation");
  out.string(accepted.operation);
  out.key("version");
  out.string(accepted.version);
  if (!accepted.security_token.empty()) {
    out.key("securityToken");
    out.string(accepted.security_token);
  }
  out.key("nonce");
  out.string(accepted.nonce);
  out.key("date");
  out.number(std::to_string(accepted.date));
  out.key("parameters");
  out.object();
  for (const signing::Parameter& parameter : accepted.parameters) {
    out.key(parameter.name);
    out.string(parameter.value);
  }
  out.end();
  out.end();
}

void write_difference(FrameWriter& out, const std::optional<signing::Difference>& difference) {
  out.object();
  out.key("equal");
  out.boolean(!difference);
  if (difference) {
    out.key("line");
    out.number(std::to_string(difference->line));
    out.key("column");
    out.number(std::to_string(difference->column));
    out.key("byte");
    out.number(std::to_string(difference->byte));
    out.key("ours");
    out.string(difference->ours);
    out.key("theirs");
    out.string(difference->theirs);
    out.key("cause");
    out.string(signing::cause_name(difference->cause));
    out.key("message");
    out.string(signing::cause_text(difference->cause));
  }
  out.end();
}

void write_reading(FrameWriter& out, const response::Reading& reading) {
  const OptionalText texts[] = {{"code", reading.code},
                                {"message", reading.message},
                                {"requestId", reading.request_id},
                                {"recommend", reading.recommend},
                                {"accessDeniedDetail", reading.access_denied_detail}};
  out.object();
  out.key("kind");
  out.string(kind_word(reading.kind));
  out.key("outcome");
  out.string(outcome_word(reading.outcome));
  const std::pair<std::string_view, bool> flags[] = {{"retryable", reading.retryable},
                                                     {"wrongClock", reading.wrong_clock},
                                                     {"denied", reading.denied}};
  for (const auto& [name, value] : flags) {
    out.key(name);
    out.boolean(value);
  }
  for (const OptionalText& text : texts) {
    if (text.value.empty()) continue;
    out.key(text.name);
    out.string(text.value);
  }
  if (reading.retry_after_ms) {
    out.key("retryAfterMs");
    out.number(std::to_string(*reading.retry_after_ms));
  }
  out.end();
}

void write_retry(FrameWriter& out, const response::RetryVerdict& verdict) {
  out.object();
  out.key("retry");
  out.boolean(verdict.retry);
  out.key("delayMs");
  out.number(std::to_string(verdict.delay_ms));
  out.key("taken");
  out.number(std::to_string(verdict.taken));
  out.end();
}

std::string_view outcome_word(response::Outcome outcome) {
  switch (outcome) {
    case response::Outcome::kNotSent:
      return "not-sent";
    case response::Outcome::kRefused:
      return "refused";
    case response::Outcome::kUnclear:
      break;
  }
  return "unclear";
}

response::Outcome outcome_named(std::string_view word) {
  if (word == "not-sent") return response::Outcome::kNotSent;
  return word == "refused" ? response::Outcome::kRefused : response::Outcome::kUnclear;
}

}  // namespace ecd::wasm
