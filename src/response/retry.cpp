#include "response/retry.h"

#include <algorithm>

namespace ecd::response {
namespace {

constexpr int kTransientCost = 14;
constexpr int kThrottlingCost = 5;
constexpr int64_t kTransientBaseMs = 50;
constexpr int64_t kThrottlingBaseMs = 1'000;
constexpr int64_t kLongestBackoffMs = 20'000;
// Who is told to come back later than this is better off with the error.
constexpr int64_t kLongestRetryAfterMs = 60'000;

// Full jitter: anything between nothing and the backoff.
int64_t backoff_ms(bool throttled, int attempt, uint32_t random) {
  const int64_t base = throttled ? kThrottlingBaseMs : kTransientBaseMs;
  const int64_t longest = std::min(base << (std::clamp(attempt, 1, 11) - 1), kLongestBackoffMs);
  return longest * int64_t{random} / int64_t{UINT32_MAX};
}

bool is_safe(const Attempt& attempt, const Failure& failure) {
  return attempt.is_read || failure.outcome != Outcome::kUnclear;
}

}  // namespace

RetryVerdict next_attempt(const Attempt& attempt, const Failure& failure) {
  constexpr RetryVerdict stop{};
  if (attempt.number >= attempt.max_attempts || !is_safe(attempt, failure)) return stop;
  if (failure.clock_corrected) return {true, 0, 0};
  const int cost = failure.throttled ? kThrottlingCost : kTransientCost;
  if (!failure.retryable || attempt.tokens < cost) return stop;
  const int64_t asked = failure.retry_after_ms.value_or(0);
  const int64_t delay =
      std::max(asked, backoff_ms(failure.throttled, attempt.number, attempt.random));
  const bool is_late = attempt.deadline_ms && attempt.elapsed_ms + delay >= *attempt.deadline_ms;
  if (asked > kLongestRetryAfterMs || is_late) return stop;
  return {true, delay, cost};
}

int tokens_after_success(int tokens, int taken) {
  return std::min(std::min(tokens, kRetryTokens) + std::clamp(taken, 1, kRetryTokens),
                  kRetryTokens);
}

}  // namespace ecd::response
