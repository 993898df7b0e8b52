// ACS3-RSA-SHA256 over requests: two steps to sign, two to verify.
#include <gtest/gtest.h>

#include "rsa_keys.h"
#include "sent.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "signing/verify.h"

namespace ecd::signing {
namespace {

using test::kPublicKey;
using test::kSeed;
using test::private_key;

constexpr std::string_view kDate = "2026-01-05T08:00:00Z";
constexpr int64_t kNow = 1767600000;

request::HttpRequest unsigned_request() {
  return std::move(
      *prepare({"POST", "https://h.example/a?b=%20x&a=1", {{"accept", "a/b"}}, "c=2", true}));
}

Result<Signer> rsa_signer(const Credentials& credentials = {"id", "", "", "", false}) {
  return Signer::create(credentials, Algorithm::kAcs3RsaSha256, Style::kRoa);
}

Sent signed_request() {
  SigningContext context{"CopyImage", "2020-09-30", kDate, "n1"};
  auto signer = rsa_signer();
  request::HttpRequest first = unsigned_request();
  const std::string signature =
      *crypto::rsa_sign(private_key(), kSeed, signer->sign(first, context)->string_to_sign);
  context.rsa_signature = signature;
  request::HttpRequest request = unsigned_request();
  EXPECT_TRUE(signer->sign(request, context));
  return Sent(request);
}

// As a caller does it: what the core wants checked, then the core with what the key said.
std::string code_of(const Sent& sent, int64_t now = kNow) {
  const ReceivedRequest request = sent.received();
  VerifyContext context{{}, now, 900};
  const auto read = read_rsa_signature(request, context);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refusal->code;
  const auto& [string_to_sign, signature] = std::get<RsaSignature>(read);
  context.rsa_signature_holds = *crypto::rsa_check(kPublicKey, string_to_sign, signature);
  const auto verdict = verify(request, context);
  const auto* refusal = std::get_if<Refusal>(&verdict);
  if (refusal == nullptr) return "";
  EXPECT_EQ(refusal->string_to_sign, string_to_sign);
  EXPECT_FALSE(refusal->canonical_request.empty());
  return refusal->code;
}

TEST(RsaRequest, IsUnsignedUntilTheKeyHasSigned) {
  request::HttpRequest request = unsigned_request();
  const auto trace = rsa_signer()->sign(request, {"CopyImage", "2020-09-30", kDate, "n1"});
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->string_to_sign.substr(0, 16), "ACS3-RSA-SHA256\n");
  EXPECT_EQ(trace->signature, "");
  for (const auto& one : request.headers) EXPECT_NE(one.name, "authorization");
}

TEST(RsaRequest, NeedsAnAccessKeyIdAndNoSecret) {
  EXPECT_TRUE(rsa_signer());
  EXPECT_EQ(rsa_signer({"", "", "", "", false}).error().code, "InvalidCredentials");
}

TEST(RsaRequest, IsAcceptedAndEveryChangeRefused) {
  const Sent request = signed_request();
  EXPECT_EQ(code_of(request), "");
  EXPECT_EQ(code_of(request, kNow + 901), "InvalidTimeStamp.Expired");
  Sent changed = request;
  changed.url += "&z=1";
  EXPECT_EQ(code_of(changed), "SignatureDoesNotMatch");
  changed = request;
  changed.body += "x";
  EXPECT_EQ(code_of(changed), "SignatureDoesNotMatch");
  changed = request;
  header(changed, "x-acs-action") = "DeleteImages";
  EXPECT_EQ(code_of(changed), "SignatureDoesNotMatch");
  changed = request;
  changed.headers.push_back({"x-acs-more", "1"});
  EXPECT_EQ(code_of(changed), "IncompleteSignature");
  changed = request;
  char& last = header(changed, "authorization").back();
  last = last == '0' ? '1' : '0';
  EXPECT_EQ(code_of(changed), "SignatureDoesNotMatch");
}

// Whoever knows the public key could make a MAC with its text.
TEST(RsaRequest, IsNotVerifiedByASecretNorAMacByAPublicKey) {
  const Sent request = signed_request();
  const auto by_secret = verify(request.received(), {kPublicKey, kNow, 900});
  EXPECT_EQ(std::get<Refusal>(by_secret).code, "InvalidSignatureMethod");

  for (const auto algorithm :
       {Algorithm::kAcs3HmacSha256, Algorithm::kAcs3HmacSm3, Algorithm::kHmacSha1}) {
    for (const auto style : {Style::kRpc, Style::kRoa}) {
      auto signer = Signer::create({"id", kPublicKey, "", "", false}, algorithm, style);
      request::HttpRequest forged = unsigned_request();
      ASSERT_TRUE(signer->sign(forged, {"CopyImage", "2020-09-30", kDate, "n1"}));
      const Sent sent(forged);
      EXPECT_EQ(code_of(sent), "InvalidSignatureMethod");
      for (const bool holds : {true, false}) {
        const auto verdict = verify(sent.received(), {{}, kNow, 900, holds});
        EXPECT_EQ(std::get<Refusal>(verdict).code, "InvalidSignatureMethod");
      }
    }
  }
}

TEST(RsaRequest, NamesAnUnknownKey) {
  const Sent request = signed_request();
  const auto verdict = verify(request.received(), {{}, kNow, 900});
  EXPECT_EQ(std::get<Refusal>(verdict).code, "InvalidAccessKeyId.NotFound");
}

}  // namespace
}  // namespace ecd::signing
