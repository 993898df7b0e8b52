#include <gtest/gtest.h>

#include "response/answer.h"

namespace ecd::response {
namespace {

Reading read(int status, std::string_view body, std::string_view retry_after = "") {
  return read_answer("ecd", {status, retry_after, body});
}

TEST(Answer, TakesAResult) {
  const Reading reading = read(200, R"({"ImageId":"m-1","RequestId":"R"})");
  EXPECT_EQ(reading.kind, Kind::kResult);
  EXPECT_EQ(reading.request_id, "R");
}

TEST(Answer, ReadsTheEnvelope) {
  const Reading reading = read(403, R"({"RequestId":"R","HostId":"h","Code":"Forbidden.RAM",
      "Message":"no","AccessDeniedDetail":{"AuthAction":"ecd:CopyImage"}})");
  EXPECT_EQ(reading.kind, Kind::kService);
  EXPECT_EQ(reading.code, "Forbidden.RAM");
  EXPECT_EQ(reading.message, "no");
  EXPECT_EQ(reading.request_id, "R");
  EXPECT_EQ(reading.outcome, Outcome::kRefused);
  EXPECT_FALSE(reading.retryable);
  EXPECT_EQ(reading.recommend, "https://api.aliyun.com/troubleshoot?q=Forbidden.RAM&product=ecd");
  EXPECT_EQ(reading.access_denied_detail, R"({"AuthAction":"ecd:CopyImage"})");
  EXPECT_TRUE(reading.denied);
  EXPECT_FALSE(reading.wrong_clock);
}

TEST(Answer, KnowsThrottling) {
  for (const char* code : {"Throttling", "Throttling.User", "Rejected.Throttling"}) {
    const Reading reading = read(400, std::string(R"({"Code":")") + code + "\"}", "1500");
    EXPECT_EQ(reading.kind, Kind::kThrottling);
    EXPECT_EQ(reading.outcome, Outcome::kRefused);
    EXPECT_TRUE(reading.retryable);
    EXPECT_EQ(reading.retry_after_ms, 1500);
  }
  EXPECT_EQ(read(429, R"({"Code":"TooManyRequests"})").kind, Kind::kThrottling);
  EXPECT_EQ(read(429, R"({"Code":"TooManyRequests"})").outcome, Outcome::kRefused);
  for (const char* wait : {"", "0", "-1", "soon", "1.5"}) {
    EXPECT_EQ(read(429, R"({"Code":"Throttling"})", wait).retry_after_ms, std::nullopt) << wait;
  }
}

TEST(Answer, KnowsRefusalsForTheClock) {
  for (const char* code :
       {"InvalidTimeStamp.Expired", "InvalidTimeStamp.Format", "IllegalTimestamp"}) {
    const Reading reading = read(400, std::string(R"({"Code":")") + code + "\"}");
    EXPECT_TRUE(reading.wrong_clock) << code;
    EXPECT_EQ(reading.outcome, Outcome::kRefused) << code;
    EXPECT_FALSE(reading.retryable) << code;
  }
}

TEST(Answer, IsUnclearWhereTheEffectIsUnknown) {
  EXPECT_EQ(read(500, R"({"Code":"InternalError"})").outcome, Outcome::kUnclear);
  EXPECT_EQ(read(503, R"({"Code":"ServiceUnavailable"})").outcome, Outcome::kUnclear);
  EXPECT_EQ(read(400, R"({"Code":"SignatureNonceUsed"})").outcome, Outcome::kUnclear);
  EXPECT_EQ(read(400, R"({"Code":"InvalidParameter"})").outcome, Outcome::kRefused);
  EXPECT_EQ(read(408, R"({"Code":"RequestTimeout"})").outcome, Outcome::kUnclear);
  for (const char* code : {"InternalError", "UnknownError", "ServiceUnavailable"}) {
    const Reading reading = read(400, std::string(R"({"Code":")") + code + "\"}");
    EXPECT_EQ(reading.outcome, Outcome::kUnclear) << code;
    EXPECT_TRUE(reading.retryable) << code;
  }
}

TEST(Answer, NamesWhatIsNotTheServices) {
  for (const char* body : {"", "<html>", "{\"ImageId\":\"m", "[]", "1", "\xff\xfe"}) {
    const Reading reading = read(200, body);
    EXPECT_EQ(reading.kind, Kind::kTransport) << body;
    EXPECT_EQ(reading.code, "InvalidAnswer");
    EXPECT_EQ(reading.outcome, Outcome::kUnclear);
    EXPECT_NE(reading.message.find("200"), std::string::npos);
  }
  EXPECT_EQ(read(502, "<html>").code, "InvalidAnswer");
  EXPECT_EQ(read(400, "{}").code, "InvalidAnswer");
  EXPECT_EQ(read(200, std::string(200000, '[')).code, "InvalidAnswer");
  EXPECT_EQ(read(200, "\"" + std::string(5u << 20, 'a') + "\"").code, "InvalidAnswer");
}

TEST(Answer, KnowsWhichUnreadableAnswerMayBeReadable) {
  for (const int status : {200, 204, 408, 429, 500, 502}) {
    EXPECT_TRUE(read(status, "{\"Images\":[").retryable) << status;
  }
  for (const int status : {302, 403, 404}) EXPECT_FALSE(read(status, "<html>").retryable) << status;
  EXPECT_FALSE(read(200, "\"" + std::string(5u << 20, 'a') + "\"").retryable);
}

TEST(Answer, DoesNotFollowRedirects) {
  for (const int status : {0, 301, 302, 303, 307, 308}) {
    EXPECT_EQ(read(status, "{}").code, "Redirected");
    EXPECT_EQ(read(status, "{}").kind, Kind::kTransport);
  }
}

TEST(Failure, IsNotSentOnlyForCertain) {
  EXPECT_EQ(outcome_of_failure("ECONNREFUSED"), Outcome::kNotSent);
  EXPECT_EQ(outcome_of_failure("ENOTFOUND"), Outcome::kNotSent);
  for (const char* code : {"", "ECONNRESET", "UND_ERR_SOCKET", "ETIMEDOUT", "whatever"}) {
    EXPECT_EQ(outcome_of_failure(code), Outcome::kUnclear) << code;
  }
  EXPECT_EQ(outcome_of_failure("CERT_NOT_YET_VALID"), Outcome::kNotSent);
}

TEST(Failure, IsJudgedByTheSystemCallToo) {
  EXPECT_EQ(outcome_of_failure("ETIMEDOUT", "connect"), Outcome::kNotSent);
  EXPECT_EQ(outcome_of_failure("EHOSTUNREACH", "connect"), Outcome::kNotSent);
  for (const char* call : {"read", "write"}) {
    EXPECT_EQ(outcome_of_failure("EHOSTUNREACH", call), Outcome::kUnclear) << call;
    EXPECT_EQ(outcome_of_failure("ECONNREFUSED", call), Outcome::kUnclear) << call;
  }
}

}  // namespace
}  // namespace ecd::response
