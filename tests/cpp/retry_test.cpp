#include "response/retry.h"

#include <gtest/gtest.h>

#include <climits>

namespace ecd::response {
namespace {

Failure failed(Outcome outcome, bool throttled = false) {
  Failure failure;
  failure.outcome = outcome;
  failure.throttled = throttled;
  failure.retryable = true;
  return failure;
}

const Failure kServerError = failed(Outcome::kUnclear);
const Failure kNotSent = failed(Outcome::kNotSent);
const Failure kThrottled = failed(Outcome::kRefused, true);

Attempt attempt_of(bool is_read) {
  Attempt attempt;
  attempt.is_read = is_read;
  attempt.random = UINT32_MAX;
  return attempt;
}

TEST(Retry, SendsAReadAgainWhateverBecameOfIt) {
  EXPECT_TRUE(next_attempt(attempt_of(true), kServerError).retry);
  EXPECT_TRUE(next_attempt(attempt_of(true), kNotSent).retry);
  EXPECT_TRUE(next_attempt(attempt_of(true), kThrottled).retry);
}

TEST(Retry, NeverSendsAWriteAgainThatMayHaveBeenCarriedOut) {
  Failure failure = kServerError;
  EXPECT_FALSE(next_attempt(attempt_of(false), failure).retry);
  failure.throttled = true;
  failure.retry_after_ms = 1;
  failure.clock_corrected = true;
  EXPECT_FALSE(next_attempt(attempt_of(false), failure).retry);
  EXPECT_TRUE(next_attempt(attempt_of(false), kNotSent).retry);
  EXPECT_TRUE(next_attempt(attempt_of(false), kThrottled).retry);
}

TEST(Retry, StopsAtWhatCannotPassAndAfterTheLastAttempt) {
  Failure refused = failed(Outcome::kRefused);
  refused.retryable = false;
  EXPECT_FALSE(next_attempt(attempt_of(true), refused).retry);
  Attempt last = attempt_of(true);
  last.number = 2;
  EXPECT_TRUE(next_attempt(last, kNotSent).retry);
  last.number = 3;
  EXPECT_FALSE(next_attempt(last, kNotSent).retry);
}

TEST(Retry, BacksOffExponentiallyWithFullJitter) {
  Attempt attempt = attempt_of(true);
  attempt.max_attempts = 100;
  EXPECT_EQ(next_attempt(attempt, kNotSent).delay_ms, 50);
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 1'000);
  attempt.number = 3;
  EXPECT_EQ(next_attempt(attempt, kNotSent).delay_ms, 200);
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 4'000);
  attempt.number = 99;
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 20'000);
  attempt.number = INT_MIN;
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 1'000);
  attempt.number = 99;
  attempt.random = UINT32_MAX / 2;
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 9'999);
  attempt.random = 0;
  EXPECT_EQ(next_attempt(attempt, kThrottled).delay_ms, 0);
}

TEST(Retry, ComesBackNoSoonerThanAskedFor) {
  Failure failure = kThrottled;
  failure.retry_after_ms = 7'000;
  EXPECT_EQ(next_attempt(attempt_of(true), failure).delay_ms, 7'000);
  failure.retry_after_ms = 10;
  EXPECT_EQ(next_attempt(attempt_of(true), failure).delay_ms, 1'000);
  failure.retry_after_ms = 60'001;
  EXPECT_FALSE(next_attempt(attempt_of(true), failure).retry);
}

TEST(Retry, DoesNotOutlastTheDeadline) {
  Attempt attempt = attempt_of(true);
  attempt.elapsed_ms = 900;
  attempt.deadline_ms = 951;
  EXPECT_TRUE(next_attempt(attempt, kNotSent).retry);
  attempt.deadline_ms = 950;
  EXPECT_FALSE(next_attempt(attempt, kNotSent).retry);
}

TEST(Retry, TakesTokensUntilThereAreTooFew) {
  Attempt attempt = attempt_of(true);
  attempt.tokens = 14;
  EXPECT_EQ(next_attempt(attempt, kNotSent).taken, 14);
  EXPECT_EQ(next_attempt(attempt, kThrottled).taken, 5);
  attempt.tokens = 13;
  EXPECT_FALSE(next_attempt(attempt, kNotSent).retry);
  EXPECT_TRUE(next_attempt(attempt, kThrottled).retry);
}

TEST(Retry, GoesOnAtOnceAndForNothingWithACorrectedClock) {
  Attempt attempt = attempt_of(false);
  attempt.tokens = 0;
  Failure refused = failed(Outcome::kRefused);
  refused.retryable = false;
  refused.clock_corrected = true;
  const RetryVerdict verdict = next_attempt(attempt, refused);
  EXPECT_TRUE(verdict.retry);
  EXPECT_EQ(verdict.delay_ms, 0);
  EXPECT_EQ(verdict.taken, 0);
}

TEST(Retry, SuccessesGiveTokensBack) {
  EXPECT_EQ(tokens_after_success(100, 0), 101);
  EXPECT_EQ(tokens_after_success(100, 14), 114);
  EXPECT_EQ(tokens_after_success(499, 14), kRetryTokens);
  EXPECT_EQ(tokens_after_success(kRetryTokens, 0), kRetryTokens);
  EXPECT_EQ(tokens_after_success(INT_MAX, INT_MAX), kRetryTokens);
}

}  // namespace
}  // namespace ecd::response
