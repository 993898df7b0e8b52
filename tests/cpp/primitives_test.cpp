// Hashes and HMAC against vectors of others: NIST's SHAVS, RFC 2202, RFC 4231 and GM/T 0004 from
// Debian's package python3-cryptography-vectors, and Wycheproof's. Where a collection is not there
// its tests are skipped and say so; where it is, its size is what is asserted.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <utility>
#include <vector>

#include "crypto/digest.h"
#include "crypto/mac.h"
#include "support.h"
#include "text/hex.h"

namespace ecd::crypto {
namespace {

constexpr const char* kDebian = "/usr/lib/python3/dist-packages/cryptography_vectors/";
constexpr const char* kWycheproof = "../shared/vectors/wycheproof/";

std::string bytes(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out +=
        static_cast<char>(text::hex_digit_value(hex[i]) * 16 + text::hex_digit_value(hex[i + 1]));
  }
  return out;
}

std::string hex(const Digest& digest) {
  std::string out;
  text::append_hex(out, digest.view());
  return out;
}

struct Collection {
  const char* file;
  Hash hash;
  size_t count;

  friend void PrintTo(const Collection& collection, std::ostream* out) { *out << collection.file; }
};

// The lines "name = value" of a file in NIST's form.
std::vector<std::pair<std::string, std::string>> read_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const size_t equals = line.find(" = ");
    if (equals == std::string_view::npos || line.starts_with('#')) continue;
    out.emplace_back(line.substr(0, equals), line.substr(equals + 3));
  }
  return out;
}

// A case ends with its digest.
std::vector<std::map<std::string, std::string>> read_cases(std::string_view text) {
  std::vector<std::map<std::string, std::string>> out;
  std::map<std::string, std::string> one;
  for (auto& [name, value] : read_fields(text)) {
    one[name] = value;
    if (name == "MD") out.push_back(std::exchange(one, {}));
  }
  return out;
}

class Debian : public testing::TestWithParam<Collection> {
 protected:
  void SetUp() override {
    text_ = test::read_file(std::string(kDebian) + GetParam().file);
    if (text_.empty()) GTEST_SKIP() << "python3-cryptography-vectors is not installed";
  }
  std::string text_;
};

using DebianDigest = Debian;

TEST_P(DebianDigest, IsRight) {
  const auto cases = read_cases(text_);
  ASSERT_EQ(cases.size(), GetParam().count);
  for (const auto& one : cases) {
    // A message of no bits is written as 00.
    const std::string message = one.at("Len") == "0" ? "" : bytes(one.at("Msg"));
    EXPECT_EQ(hex_digest(GetParam().hash, message), one.at("MD")) << one.at("Len");
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, DebianDigest,
    testing::Values(Collection{"hashes/SHA1/SHA1ShortMsg.rsp", Hash::kSha1, 65},
                    Collection{"hashes/SHA1/SHA1LongMsg.rsp", Hash::kSha1, 64},
                    Collection{"hashes/SHA2/SHA256ShortMsg.rsp", Hash::kSha256, 65},
                    Collection{"hashes/SHA2/SHA256LongMsg.rsp", Hash::kSha256, 64},
                    Collection{"hashes/SM3/oscca.txt", Hash::kSm3, 6}));

using DebianMonteCarlo = Debian;

// "The Secure Hash Algorithm Validation System", section 6.4: each digest is of the three before
// it, and the thousandth is the next seed.
TEST_P(DebianMonteCarlo, IsRight) {
  std::string seed;
  size_t checked = 0;
  for (const auto& [name, value] : read_fields(text_)) {
    if (name == "Seed") seed = bytes(value);
    if (name != "MD") continue;
    std::string last[3] = {seed, seed, seed};
    for (size_t i = 0; i < 1000; ++i) {
      const Digest made = digest(GetParam().hash, last[0] + last[1] + last[2]);
      last[0] = std::move(last[1]);
      last[1] = std::move(last[2]);
      last[2].assign(made.bytes.begin(), made.bytes.begin() + made.size);
    }
    seed = last[2];
    ASSERT_EQ(seed, bytes(value)) << checked;
    ++checked;
  }
  EXPECT_EQ(checked, GetParam().count);
}

INSTANTIATE_TEST_SUITE_P(All, DebianMonteCarlo,
                         testing::Values(Collection{"hashes/SHA1/SHA1Monte.rsp", Hash::kSha1, 100},
                                         Collection{"hashes/SHA2/SHA256Monte.rsp", Hash::kSha256,
                                                    100}));

using DebianMac = Debian;

TEST_P(DebianMac, IsRight) {
  const auto cases = read_cases(text_);
  ASSERT_EQ(cases.size(), GetParam().count);
  for (const auto& one : cases) {
    EXPECT_EQ(hex(Mac(GetParam().hash, bytes(one.at("Key"))).compute(bytes(one.at("Msg")))),
              one.at("MD"));
  }
}

INSTANTIATE_TEST_SUITE_P(All, DebianMac,
                         testing::Values(Collection{"HMAC/rfc-2202-sha1.txt", Hash::kSha1, 7},
                                         Collection{"HMAC/rfc-4231-sha256.txt", Hash::kSha256, 6}));

class Wycheproof : public testing::TestWithParam<Collection> {};

// A shorter tag is the beginning of the whole one.
TEST_P(Wycheproof, MacIsTheTagExactlyWhereItIsValid) {
  const std::string& json = test::read_file(std::string(kWycheproof) + GetParam().file);
  if (json.empty()) GTEST_SKIP() << "no Wycheproof vectors beside the project";
  const text::Document document = test::values(json);
  const text::Value groups = *document.root().find("testGroups");
  size_t checked = 0;
  for (const text::Value group : groups) {
    const text::Value tests = *group.find("tests");
    for (const text::Value one : tests) {
      const std::string mac =
          hex(Mac(GetParam().hash, bytes(one.text_of("key"))).compute(bytes(one.text_of("msg"))));
      const std::string_view tag = one.text_of("tag");
      EXPECT_EQ(mac.substr(0, tag.size()) == tag, one.text_of("result") == "valid")
          << one.text_of("comment");
      ++checked;
    }
  }
  EXPECT_EQ(checked, GetParam().count);
}

INSTANTIATE_TEST_SUITE_P(All, Wycheproof,
                         testing::Values(Collection{"hmac_sha1_test.json", Hash::kSha1, 170},
                                         Collection{"hmac_sha256_test.json", Hash::kSha256, 174},
                                         Collection{"hmac_sm3_test.json", Hash::kSm3, 174}));

}  // namespace
}  // namespace ecd::crypto
