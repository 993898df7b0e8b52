// Results of the rooms → values of an answer, with the names that JavaScript sees
// (npm/src/core/types.ts).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "request/http_request.h"
#include "response/answer.h"
#include "response/retry.h"
#include "signing/compare.h"
#include "signing/signer.h"
#include "signing/verify.h"
#include "validation/issue.h"
#include "validation/messages.h"
#include "wasm/frame.h"

namespace ecd::wasm {

// Members of an object that the caller has opened.
void write_request(FrameWriter& out, const request::HttpRequest& request);
void write_trace(FrameWriter& out, const signing::Trace& trace);

// Whole values.
void write_issues(FrameWriter& out, const std::vector<validation::Issue>& issues,
                  validation::Locale locale);
void write_refusal(FrameWriter& out, const signing::Refusal& refusal);
void write_rsa_signature(FrameWriter& out, const signing::RsaSignature& signature);
void write_accepted(FrameWriter& out, const signing::Accepted& accepted);
void write_difference(FrameWriter& out, const std::optional<signing::Difference>& difference);
void write_reading(FrameWriter& out, const response::Reading& reading);
void write_retry(FrameWriter& out, const response::RetryVerdict& verdict);

std::string_view outcome_word(response::Outcome outcome);
response::Outcome outcome_named(std::string_view word);

}  // namespace ecd::wasm
