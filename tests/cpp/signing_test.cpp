#include <gtest/gtest.h>

#include "sent.h"
#include "signing/canonical_query.h"
#include "signing/canonical_request.h"
#include "signing/prepare.h"
#include "signing/roa_v1.h"
#include "signing/signer.h"
#include "signing/verify.h"

namespace ecd::signing {
namespace {

constexpr std::string_view kSecret = "YourAccessKeySecret";
constexpr std::string_view kDate = "2026-01-05T08:00:00Z";
constexpr int64_t kNow = 1767600000;

Result<Signer> key_signer(Algorithm algorithm = Algorithm::kAcs3HmacSha256,
                          Style style = Style::kRpc) {
  return Signer::create({"id", kSecret, "", "", false}, algorithm, style);
}

Sent signed_request() {
  auto request = prepare({"POST",
                          "https://ecd.cn-hangzhou.aliyuncs.com/?b=%20&a=1",
                          {{"Content-Type", "application/x-www-form-urlencoded"}},
                          "c=2+3",
                          true});
  auto signer = key_signer();
  EXPECT_TRUE(signer->sign(*request, {"CopyImage", "2020-09-30", kDate, "n1"}));
  return Sent(*request);
}

std::string code_of(const Sent& sent, int64_t now = kNow,
                    std::optional<std::string_view> secret = kSecret) {
  const auto verdict = verify(sent.received(), {secret, now, 900});
  const auto* refusal = std::get_if<Refusal>(&verdict);
  return refusal ? refusal->code : "";
}

TEST(CanonicalQuery, SortsDecodedNamesAndValues) {
  EXPECT_EQ(canonical_query(*parse_query("b=2&a=%20&a=+%2B&&c&=d")), "=d&a=%20&a=%20%2B&b=2&c=");
  EXPECT_EQ(parse_query("a=%FF").error().code, "InvalidQuery");
  EXPECT_EQ(parse_query("a=%4").error().code, "InvalidQuery");
}

TEST(Verify, AcceptsWhatWasSigned) {
  const auto verdict = verify(signed_request().received(), {kSecret, kNow, 900});
  const auto* accepted = std::get_if<Accepted>(&verdict);
  ASSERT_NE(accepted, nullptr);
  EXPECT_EQ(accepted->operation, "CopyImage");
  EXPECT_EQ(accepted->nonce, "n1");
  EXPECT_EQ(accepted->date, kNow);
  ASSERT_EQ(accepted->parameters.size(), 3u);
  EXPECT_EQ(accepted->parameters[2].value, "2 3");
}

TEST(Verify, KeepsToTheWindowOnBothSides) {
  for (const int64_t offset : {-900, 0, 900})
    EXPECT_EQ(code_of(signed_request(), kNow + offset), "");
  for (const int64_t offset : {-901, 901, 100000}) {
    EXPECT_EQ(code_of(signed_request(), kNow + offset), "InvalidTimeStamp.Expired");
  }
}

TEST(Verify, NamesWhatFailed) {
  EXPECT_EQ(code_of(signed_request(), kNow, std::nullopt), "InvalidAccessKeyId.NotFound");
  EXPECT_EQ(code_of(signed_request(), kNow, "other"), "SignatureDoesNotMatch");
  Sent request = signed_request();
  header(request, "x-acs-date") = "2026-01-05 08:00:00";
  EXPECT_EQ(code_of(request), "InvalidTimeStamp.Format");
  request = signed_request();
  request.body = "c=2+4";
  const auto verdict = verify(request.received(), {kSecret, kNow, 900});
  EXPECT_NE(std::get<Refusal>(verdict).message.find("hash of the body"), std::string::npos);
}

TEST(Verify, RefusesAChangedByteInEachPart) {
  Sent request = signed_request();
  request.method = "GET";
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
  for (const char* url : {"https://ecd.cn-hangzhou.aliyuncs.com/?b=%20&a=2",
                          "https://ecd.cn-hangzhou.aliyuncs.com/x?b=%20&a=1",
                          "https://ecd.cn-hangzhou.aliyuncs.com/?b=%20&a=1&c"}) {
    request = signed_request();
    request.url = url;
    EXPECT_EQ(code_of(request), "SignatureDoesNotMatch") << url;
  }
  for (const char* name :
       {"host", "x-acs-action", "x-acs-version", "x-acs-signature-nonce", "content-type"}) {
    request = signed_request();
    header(request, name) += "x";
    EXPECT_EQ(code_of(request), "SignatureDoesNotMatch") << name;
  }
  request = signed_request();
  header(request, "authorization").back() ^= 1;
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
  request = signed_request();
  header(request, "authorization") += "0";
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
  request = signed_request();
  header(request, "authorization").pop_back();
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
}

TEST(Verify, ShowsTheServersTexts) {
  const auto verdict = verify(signed_request().received(), {"other", kNow, 900});
  const Refusal& refusal = std::get<Refusal>(verdict);
  EXPECT_TRUE(refusal.canonical_request.starts_with("POST\n/\na=1&b=%20\n"));
  EXPECT_NE(refusal.message.find("server string to sign is:" + refusal.string_to_sign),
            std::string::npos);
}

TEST(Verify, InsistsOnTheHeaderList) {
  Sent request = signed_request();
  request.headers.push_back({"x-acs-extra", "1"});
  EXPECT_EQ(code_of(request), "IncompleteSignature");
  request = signed_request();
  request.headers.push_back({"host", "other"});
  EXPECT_EQ(code_of(request), "IncompleteSignature");
  request = signed_request();
  std::erase_if(request.headers,
                [](const Sent::OwnHeader& h) { return h.name == "x-acs-version"; });
  EXPECT_EQ(code_of(request), "IncompleteSignature");
  request = signed_request();
  header(request, "authorization") = "ACS3-HMAC-SHA256 Credential=id";
  EXPECT_EQ(code_of(request), "IncompleteSignature");
  header(request, "authorization") = "Basic abc";
  EXPECT_EQ(code_of(request), "InvalidSignatureMethod");
  std::erase_if(request.headers,
                [](const Sent::OwnHeader& h) { return h.name == "authorization"; });
  EXPECT_EQ(code_of(request), "Unsigned");
}

TEST(Verify, RefusesAParameterThatIsThereTwice) {
  auto request = prepare({"POST",
                          "https://h.example/?a=1",
                          {{"content-type", "application/x-www-form-urlencoded"}},
                          "a=2",
                          true});
  ASSERT_TRUE(key_signer()->sign(*request, {"A", "1", kDate, "n"}));
  EXPECT_EQ(code_of(Sent(*request)), "InvalidParameter");
}

TEST(Sign, AddsNothingWhenItRefuses) {
  auto request = prepare({"POST", "https://h.example", {}, "", false});
  const size_t before = request->headers.size();
  auto signer = key_signer();
  EXPECT_FALSE(signer->sign(*request, {"A", "1", "now", "n"}));
  EXPECT_FALSE(signer->sign(*request, {"A", "1", kDate, ""}));
  EXPECT_FALSE(signer->sign(*request, {"A\n", "1", kDate, "n"}));
  EXPECT_EQ(request->headers.size(), before);
}

TEST(Sign, RefusesAHeaderThatTheSchemeSets) {
  for (const char* name : {"x-acs-date", "X-Acs-Action", "x-acs-content-sha256"}) {
    auto request = prepare({"POST", "https://h.example", {{name, "x"}}, "", false});
    EXPECT_EQ(key_signer()->sign(*request, {"A", "1", kDate, "n"}).error().code, "InvalidHeader");
  }
}

TEST(Sign, RefusesUnusableCredentials) {
  const auto refused = [](const Credentials& credentials) {
    const auto signer = Signer::create(credentials, Algorithm::kAcs3HmacSha256, Style::kRpc);
    return !signer && signer.error().code == "InvalidCredentials";
  };
  EXPECT_TRUE(refused({"", kSecret, "", "", false}));
  EXPECT_TRUE(refused({"id", "", "", "", false}));
  EXPECT_TRUE(refused({"id\n", kSecret, "", "", false}));
  EXPECT_TRUE(refused({"id", kSecret, "\u00e9", "", false}));
  EXPECT_TRUE(refused({"", "", "", "token\r", false}));
  EXPECT_FALSE(refused({"", "", "", "token", false}));
  EXPECT_FALSE(refused({"", "", "", "", true}));
}

// Every scheme: what is signed is accepted, what is changed is not.
struct SchemeCase {
  const char* name;
  Algorithm algorithm;
  Style style;
};

class Schemes : public testing::TestWithParam<SchemeCase> {
 protected:
  Sent sign(const Credentials& credentials) {
    auto request = prepare({"POST",
                            "https://h.example/?b=%20x&a=1",
                            {{"content-type", "application/x-www-form-urlencoded"}},
                            "c=2",
                            true});
    auto signer = Signer::create(credentials, GetParam().algorithm, GetParam().style);
    EXPECT_TRUE(signer->sign(*request, {"CopyImage", "2020-09-30", kDate, "n1"}));
    return Sent(*request);
  }
  Sent sign() { return sign({"id", kSecret, "token", "", false}); }
};

TEST_P(Schemes, AcceptsWhatWasSigned) {
  const Sent request = sign();
  const auto claim = read_claim(request.received());
  ASSERT_TRUE(std::holds_alternative<Claim>(claim));
  EXPECT_EQ(std::get<Claim>(claim).access_key_id, "id");
  const auto verdict = verify(request.received(), {kSecret, kNow, 900});
  const auto* accepted = std::get_if<Accepted>(&verdict);
  ASSERT_NE(accepted, nullptr) << std::get<Refusal>(verdict).message;
  EXPECT_EQ(accepted->operation, "CopyImage");
  EXPECT_EQ(accepted->version, "2020-09-30");
  EXPECT_EQ(accepted->security_token, "token");
  EXPECT_EQ(accepted->nonce, "n1");
  EXPECT_EQ(accepted->date, kNow);
  EXPECT_EQ(accepted->parameters.size(), 3u);
}

TEST_P(Schemes, RefusesAnotherKeyDateMethodOrQuery) {
  EXPECT_EQ(code_of(sign(), kNow, "other"), "SignatureDoesNotMatch");
  EXPECT_EQ(code_of(sign(), kNow, std::nullopt), "InvalidAccessKeyId.NotFound");
  EXPECT_EQ(code_of(sign(), kNow + 901), "InvalidTimeStamp.Expired");
  Sent request = sign();
  request.method = "PUT";
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
  request = sign();
  request.url += "&z=1";
  EXPECT_EQ(code_of(request), "SignatureDoesNotMatch");
}

TEST_P(Schemes, SendsATokenWithoutSigning) {
  const Sent bearer = sign({"", "", "", "bearer-token", false});
  EXPECT_EQ(code_of(bearer), "Unsigned");
  std::string all = bearer.url;
  for (const auto& header : bearer.headers) all += header.name + ':' + header.value + '\n';
  EXPECT_NE(all.find("bearer-token"), std::string::npos);
  EXPECT_NE(all.find("BEARERTOKEN"), std::string::npos);
  EXPECT_EQ(code_of(sign({"", "", "", "", true})), "Unsigned");
}

INSTANTIATE_TEST_SUITE_P(
    All, Schemes,
    testing::Values(SchemeCase{"Acs3Sha256", Algorithm::kAcs3HmacSha256, Style::kRpc},
                    SchemeCase{"Acs3Sha256Roa", Algorithm::kAcs3HmacSha256, Style::kRoa},
                    SchemeCase{"Acs3Sm3", Algorithm::kAcs3HmacSm3, Style::kRpc},
                    SchemeCase{"RpcV1", Algorithm::kHmacSha1, Style::kRpc},
                    SchemeCase{"RoaV1", Algorithm::kHmacSha1, Style::kRoa}),
    [](const auto& one) { return one.param.name; });

TEST(RoaV1, SignsHeaderValuesWithoutTheSpaceAroundThem) {
  EXPECT_EQ(roa_string_to_sign("GET", "/", {}, {{"x-acs-a", " v \t"}}),
            "GET\n\n\n\n\nx-acs-a:v\n/");
}

TEST(RpcV1, RefusesAChangedForm) {
  auto request = prepare({"POST",
                          "https://h.example/",
                          {{"content-type", "application/x-www-form-urlencoded"}},
                          "c=2",
                          true});
  ASSERT_TRUE(key_signer(Algorithm::kHmacSha1)->sign(*request, {"A", "1", kDate, "n"}));
  Sent sent(*request);
  sent.body = "c=3";
  EXPECT_EQ(code_of(sent), "SignatureDoesNotMatch");
}

TEST(RpcV1, JoinsTheParametersInTheForm) {
  auto request = prepare({"POST",
                          "https://h.example/",
                          {{"content-type", "application/x-www-form-urlencoded"}},
                          "c=2",
                          true});
  request->all_in_form = true;
  ASSERT_TRUE(key_signer(Algorithm::kHmacSha1)->sign(*request, {"A", "1", kDate, "n"}));
  EXPECT_EQ(request->canonical_query, "");
  Sent sent(*request);
  EXPECT_EQ(code_of(sent), "");
  sent.body += "&d=1";
  EXPECT_EQ(code_of(sent), "SignatureDoesNotMatch");
}

}  // namespace
}  // namespace ecd::signing
