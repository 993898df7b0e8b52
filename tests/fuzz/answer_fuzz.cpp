// Input: a line "status retry-after" and a body. Every answer is either a result or an error that
// has a code, a message and an outcome that fit together.
#include "response/answer.h"

#include "json/parse.h"
#include "support.h"
#include "text/decimal.h"
#include "text/utf8.h"

using namespace ecd;
using response::Kind;
using response::Outcome;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::view(data, size);
  std::string_view line = fuzz::take_until(rest, '\n');
  const int status = text::parse_decimal<int>(fuzz::take_until(line, ' ')).value_or(200);
  const bool is_success = status >= 200 && status < 300;
  const response::Reading reading = response::read_answer("ecd", {status, line, rest});

  fuzz::require((reading.kind == Kind::kResult) == reading.code.empty(), "an error has a code");
  fuzz::require(reading.kind != Kind::kResult || is_success, "only 2xx is a result");
  fuzz::require(reading.kind == Kind::kResult || reading.outcome != Outcome::kNotSent,
                "what was answered was sent");
  fuzz::require(reading.kind != Kind::kTransport || reading.outcome == Outcome::kUnclear,
                "an answer that is not the service's proves nothing");
  fuzz::require(reading.kind != Kind::kThrottling || reading.retryable, "throttling passes");
  for (const std::string* text : {&reading.code, &reading.message, &reading.request_id,
                                  &reading.recommend, &reading.access_denied_detail}) {
    fuzz::require(text::is_utf8(*text), "texts are UTF-8");
  }
  if (reading.retry_after_ms) fuzz::require(*reading.retry_after_ms > 0, "a wait is positive");
  if (!reading.access_denied_detail.empty()) {
    const auto detail = json::parse(reading.access_denied_detail);
    fuzz::require(detail && detail->root().is(text::Kind::kObject), "a detail is a JSON object");
  }
  return 0;
}
