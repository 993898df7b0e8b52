// What an answer of the service means: a result, or an error with its class and outcome.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecd::response {

struct Answer {
  int status;
  std::string_view retry_after;  // header x-acs-retry-after: milliseconds; "" when absent
  std::string_view body;
};

enum class Kind : uint8_t { kResult, kService, kThrottling, kTransport };

// What is known about the call's effect (Outcome in npm/src/core/errors.ts).
enum class Outcome : uint8_t { kNotSent, kRefused, kUnclear };

struct Reading {
  Kind kind = Kind::kResult;
  std::string code;
  std::string message;
  std::string request_id;
  std::string recommend;
  std::string access_denied_detail;  // JSON text, or ""
  std::optional<int64_t> retry_after_ms;
  Outcome outcome = Outcome::kRefused;
  bool retryable = false;    // the same call may succeed later
  bool wrong_clock = false;  // refused for the request's date
  bool denied = false;       // refused for want of a permission
};

// A status from 200 to 299 with a JSON object is a result, any other with the service's envelope
// {Code, Message, RequestId, Recommend, AccessDeniedDetail} an error of the service. Everything
// else (a redirect, HTML, an empty or cut body, JSON too deep or too large) is code `InvalidAnswer`
// or `Redirected`. Source: what @alicloud/openapi-core 1.0.8 reads of an
// answer (callApi), less its mistakes about answers that are no JSON.
Reading read_answer(std::string_view product, const Answer& answer);

// What is known when there was no answer at all, from the platform's error code and the system call
// that failed ("" when it tells none): what failed while connecting (no such name, a refused
// connection, a wrong certificate) was not sent; anything else is unclear.
Outcome outcome_of_failure(std::string_view platform_code, std::string_view system_call = "");

}  // namespace ecd::response
