// Wycheproof's vectors of RSASSA-PKCS1-v1_5 (github.com/C2SP/wycheproof), where they stand beside
// the project. They are not part of it: without them these tests say that they were skipped.
#include <gtest/gtest.h>

#include "crypto/rsa.h"
#include "rsa_keys.h"
#include "text/base64.h"
#include "text/hex.h"

namespace ecd::crypto {
namespace {

using test::kSeed;
using text::Value;

std::string bytes_of(std::string_view hex) {
  const auto bytes = text::decode_hex(hex);
  return std::string(bytes->begin(), bytes->end());
}

// Calls `on_test` for each test of a file, with its group. Answers false when there is no such
// file.
template <class OnTest>
bool for_each_test(const std::string& name, const OnTest& on_test) {
  const std::string& json = test::read_file("../shared/vectors/wycheproof/" + name + ".json");
  if (json.empty()) return false;
  const text::Document document = test::values(json);
  const Value groups = *document.root().find("testGroups");
  for (const Value group : groups) {
    const Value tests = *group.find("tests");
    for (const Value one : tests) on_test(group, one);
  }
  return true;
}

class WycheproofRsa : public testing::TestWithParam<const char*> {};

TEST_P(WycheproofRsa, Verify) {
  int count = 0;
  const std::string file = std::string("rsa_signature_") + GetParam() + "_sha256_test";
  const bool is_there = for_each_test(file, [&](Value group, Value one) {
    ++count;
    const auto holds =
        rsa_check(group.text_of("publicKeyPem"), bytes_of(one.text_of("msg")), one.text_of("sig"));
    ASSERT_TRUE(holds) << holds.error().message;
    // "acceptable" is one without the NULL in the digest's algorithm, which OpenSSL refuses as
    // well.
    EXPECT_EQ(*holds, one.text_of("result") == "valid") << one.text_of("comment");
  });
  if (!is_there) GTEST_SKIP() << file << " is not beside the project";
  EXPECT_GE(count, 258);
}

TEST_P(WycheproofRsa, Sign) {
  int count = 0;
  int others = 0;
  const std::string file = std::string("rsa_pkcs1_") + GetParam() + "_sig_gen_test";
  const bool is_there = for_each_test(file, [&](Value group, Value one) {
    if (group.text_of("sha") != "SHA-256") {
      ++others;
      return;
    }
    ++count;
    const auto key = text::decode_hex(group.text_of("privateKeyPkcs8"));
    const auto signature = rsa_sign(text::base64(*key), kSeed, bytes_of(one.text_of("msg")));
    ASSERT_TRUE(signature) << signature.error().message;
    EXPECT_EQ(*signature, one.text_of("sig")) << one.text_of("comment");
  });
  if (!is_there) GTEST_SKIP() << file << " is not beside the project";
  EXPECT_GE(count, 8);
  std::cout << file << ": " << count << " signed, " << others << " of other digests left out\n";
}

INSTANTIATE_TEST_SUITE_P(All, WycheproofRsa, testing::Values("2048", "4096"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace ecd::crypto
