// Whether a failed attempt is followed by another, and after which pause. A pure function: the
// caller brings the random number and keeps the tokens.
//
// The figures are those of the AWS SDKs' standard mode since 2026 (npm @smithy/core, retries). What
// may be sent again follows from the calls' having no idempotency token.
#pragma once

#include <cstdint>
#include <optional>

#include "response/answer.h"

namespace ecd::response {

// A full outage must not be answered with three times the requests: each retry takes tokens from a
// budget that all calls of a client share, and only successes give some back.
inline constexpr int kRetryTokens = 500;

struct Failure {
  bool throttled = false;
  Outcome outcome = Outcome::kUnclear;
  bool retryable = false;                 // the same call may succeed later
  std::optional<int64_t> retry_after_ms;  // the service's own wish
  bool clock_corrected = false;           // refused for its date, and the clock was put right since
};

struct Attempt {
  bool is_read = false;  // changes nothing when it is carried out twice
  int number = 1;        // of the attempt that failed, from 1
  int max_attempts = 3;
  int tokens = kRetryTokens;
  uint32_t random = 0;  // uniform over all its values
  int64_t elapsed_ms = 0;
  std::optional<int64_t> deadline_ms;  // of the whole call, from the same start
};

struct RetryVerdict {
  bool retry = false;
  int64_t delay_ms = 0;
  int taken = 0;  // tokens
};

// Tried again: whatever certainly did nothing and may succeed later, writes too; a read whatever
// became of it. Never: a write that may have been carried out. The pause is exponential backoff
// with full jitter, never less than the service asked for; one that would outlast the deadline, or
// an hour's worth of the service's patience, is none.
RetryVerdict next_attempt(const Attempt& attempt, const Failure& failure);

// The tokens after a success: it gives back what the retry that led to it took, or else one.
int tokens_after_success(int tokens, int taken);

}  // namespace ecd::response
