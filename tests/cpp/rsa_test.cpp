#include "crypto/rsa.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <regex>

#include "rsa_keys.h"
#include "text/base64.h"
#include "text/pem.h"
#include "wasm/rsa.h"

namespace ecd::crypto {
namespace {

using test::kPublicKey;
using test::kSeed;
using test::private_key;

// A code, or "" when it signs as the key itself does.
std::string result_of(std::string_view key) {
  const auto signature = rsa_sign(key, kSeed, "text");
  if (!signature) return signature.error().code;
  return *signature == *rsa_sign(private_key(), kSeed, "text") ? "" : "another signature";
}

std::string base64_of(std::string_view pem) { return std::string(text::find_pem(pem)->base64); }

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  return std::regex_replace(text, std::regex(from), to);
}

std::string pem(const std::string& label, const std::string& base64) {
  return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
}

std::string decoded(std::string_view base64) {
  std::string out(base64.size(), '\0');
  out.resize(
      *text::decode_base64(base64, {reinterpret_cast<unsigned char*>(out.data()), out.size()}));
  return out;
}

std::string encoded(std::string_view bytes) {
  return text::base64({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

TEST(RsaSign, GivesOneSignatureWhateverTheSeed) {
  const auto first = rsa_sign(private_key(), kSeed, "text");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 512u);
  EXPECT_EQ(*rsa_sign(private_key(), std::string(32, '\0'), "text"), *first);
  EXPECT_NE(*rsa_sign(private_key(), kSeed, "texts"), *first);
  for (const size_t size : {0u, 31u, 33u}) {
    EXPECT_EQ(rsa_sign(private_key(), std::string(size, 's'), "text").error().code, "InvalidSeed");
  }
}

TEST(RsaSign, PublishedVectors) {
  std::string_view lines = test::read_file("tests/vectors/published-rsa.ndjson");
  int signed_ones = 0;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    const text::Document document = test::values(lines.substr(0, end));
    lines.remove_prefix(end + 1);
    const text::Value input = *document.root().find("input");
    const text::Value expected = *document.root().find("expected");
    const auto signature =
        rsa_sign(input.text_of("accessKeySecret"), kSeed, input.text_of("stringToSign"));
    const std::string_view error = expected.text_of("error");
    EXPECT_EQ(signature ? "" : signature.error().code, error);
    if (!error.empty()) continue;
    EXPECT_EQ(*signature, expected.text_of("signature"));
    ++signed_ones;
  }
  EXPECT_EQ(signed_ones, 1);
}

TEST(RsaSign, TakesAKeyAsItIsHandedAround) {
  const std::string key = private_key();
  const std::string base64 = base64_of(key);
  const std::string one_line = replaced(base64, "\n", "");
  for (const std::string& text :
       {key, replaced(key, "\n", "\r\n"), replaced(key, "\n", "\r"), replaced(key, "\n", ""),
        key.substr(0, key.size() - 1), "\xEF\xBB\xBF" + key, "  \n" + key + "\n ",
        "Bag Attributes\n    friendlyName: a key\n" + key + "that was all\n", base64, one_line,
        "\r\n" + replaced(base64, "\n", "\r\n"), pem("PRIVATE KEY", one_line),
        pem("RSA PRIVATE KEY", base64)}) {
    EXPECT_EQ(result_of(text), "") << text.substr(0, 40);
  }
}

TEST(RsaSign, RefusesEveryOtherText) {
  const std::string key = private_key();
  const std::string base64 = replaced(base64_of(key), "\n", "");
  const std::string bytes = decoded(base64);
  const size_t middle = base64.size() / 2;
  for (const std::string& text : {std::string(),
                                  std::string(" \n"),
                                  std::string("key"),
                                  std::string("===="),
                                  std::string("AAAA"),
                                  std::string("-----BEGIN PRIVATE KEY-----"),
                                  std::string("-----BEGIN PRIVATE KEY"),
                                  pem("PRIVATE KEY", ""),
                                  key + key,
                                  pem("PUBLIC KEY", base64),
                                  pem("EC PRIVATE KEY", base64),
                                  pem("private key", base64),
                                  pem("ENCRYPTED PRIVATE KEY", base64),
                                  pem("", base64) + "x",
                                  std::string(kPublicKey),
                                  base64_of(kPublicKey),
                                  replaced(key, "END PRIVATE", "END PUBLIC"),
                                  replaced(key, "-----END PRIVATE KEY-----\n", ""),
                                  base64 + "=",
                                  base64 + "AAAA",
                                  base64.substr(0, base64.size() - 1),
                                  base64.substr(0, middle / 4 * 4),
                                  "A" + base64,
                                  replaced(key, "\n", "\\n"),
                                  base64.substr(0, middle) + "*" + base64.substr(middle + 1),
                                  base64.substr(0, middle) + "=" + base64.substr(middle + 1),
                                  encoded(bytes + '\0'),
                                  encoded(bytes.substr(0, bytes.size() - 1)),
                                  encoded(bytes.substr(1)),
                                  encoded(bytes + bytes)}) {
    EXPECT_EQ(result_of(text), "InvalidPrivateKey") << text.substr(0, 40);
  }
}

TEST(RsaSign, QuotesNothingOfTheKey) {
  const std::string key = private_key();
  const std::string base64 = base64_of(key);
  for (const std::string& text :
       {key + key, pem("LABEL " + base64, base64), base64 + "*", base64.substr(4)}) {
    const auto signature = rsa_sign(text, kSeed, "text");
    ASSERT_FALSE(signature);
    const std::string& message = signature.error().message;
    for (size_t at = 0; at + 8 <= base64.size(); ++at) {
      ASSERT_EQ(message.find(base64.substr(at, 8)), std::string::npos) << message;
    }
  }
}

// ECD_RSA_RUNS of them, ECD_RSA_SEED for the same ones again.
TEST(RsaSign, NeverGivesAWrongSignatureForADamagedKey) {
  const char* const count = std::getenv("ECD_RSA_RUNS");
  const char* const given = std::getenv("ECD_RSA_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  std::mt19937 random(seed);
  const std::string bytes = decoded(base64_of(private_key()));
  int refused = 0;
  const int all = count ? std::atoi(count) : 1000;
  for (int i = 0; i < all; ++i) {
    std::string damaged = bytes;
    const size_t bit = random() % (8 * damaged.size());
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const std::string result = result_of(encoded(damaged));
    ASSERT_TRUE(result.empty() || result == "InvalidPrivateKey")
        << result << ": bit " << bit << ", ECD_RSA_SEED=" << seed;
    if (!result.empty()) ++refused;
  }
  RecordProperty("seed", std::to_string(seed));
  std::cout << refused << " of " << all
            << " damaged keys refused, the others signed right; ECD_RSA_SEED=" << seed << '\n';
  EXPECT_GE(refused, all * 9 / 10);
}

TEST(RsaCheck, TakesTheSignatureAlone) {
  const std::string signature = *rsa_sign(private_key(), kSeed, "text");
  const auto holds = [&](std::string_view of) { return *rsa_check(kPublicKey, "text", of); };
  EXPECT_TRUE(holds(signature));
  EXPECT_FALSE(*rsa_check(kPublicKey, "texts", signature));
  EXPECT_FALSE(holds("00" + signature));
  EXPECT_FALSE(holds(signature + "00"));
  EXPECT_FALSE(holds(signature.substr(2)));
  EXPECT_FALSE(holds(signature.substr(1)));
  EXPECT_FALSE(holds(""));
  EXPECT_FALSE(holds(std::string(512, '0')));
  EXPECT_FALSE(holds(std::string(512, 'f')));
  EXPECT_FALSE(holds(std::string(512, 'g')));
  std::string upper = signature;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_FALSE(holds(upper));
  for (size_t i = 0; i < signature.size(); i += 7) {
    std::string changed = signature;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(holds(changed)) << i;
  }
}

TEST(RsaCheck, RefusesWhatIsNoPublicKey) {
  const std::string base64 = replaced(base64_of(kPublicKey), "\n", "");
  const auto code_of = [](std::string_view key) {
    const auto holds = rsa_check(key, "text", "");
    return holds ? "" : holds.error().code;
  };
  EXPECT_EQ(code_of(kPublicKey), "");
  EXPECT_EQ(code_of(base64), "");
  EXPECT_EQ(code_of(replaced(kPublicKey, "\n", "\r\n")), "");
  for (const std::string& text :
       {std::string(), private_key(), pem("RSA PUBLIC KEY", base64), pem("CERTIFICATE", base64),
        pem("PRIVATE KEY", base64), base64 + "AAAA", base64.substr(0, 40),
        encoded(decoded(base64) + '\0')}) {
    EXPECT_EQ(code_of(text), "InvalidPublicKey") << text.substr(0, 40);
  }
  // An even modulus, and an exponent of 1 or 2, for which anybody can sign. The key ends in
  // modulus, 02 03 01 00 01.
  const std::string bytes = decoded(base64);
  const std::string before = bytes.substr(0, bytes.size() - 6);
  const char last = bytes[bytes.size() - 6];
  EXPECT_EQ(code_of(encoded(before + static_cast<char>(last ^ 1) + "\2\3\1" + '\0' + '\1')),
            "InvalidPublicKey");
  for (const char exponent : {'\1', '\2'}) {
    EXPECT_EQ(code_of(encoded(before + last + "\2\3" + '\0' + '\0' + exponent)),
              "InvalidPublicKey");
  }
}

std::string frame(const std::vector<std::string>& arguments) {
  std::string out(1, static_cast<char>(text::Kind::kArray));
  for (const std::string& argument : arguments) {
    out += static_cast<char>(text::Kind::kString);
    size_t length = argument.size();
    for (; length >= 0x80; length >>= 7) out += static_cast<char>(0x80 | (length & 0x7F));
    out += static_cast<char>(length);
    out += argument;
  }
  return out + static_cast<char>(wasm::kEnd);
}

TEST(RsaModule, AnswersValuesAndErrors) {
  wasm::Rsa rsa;
  rsa.call(&wasm::Rsa::sign, frame({private_key(), kSeed, "text"}));
  const std::string signature = *rsa_sign(private_key(), kSeed, "text");
  EXPECT_EQ(rsa.answer().text(), "value" + signature);
  rsa.call(&wasm::Rsa::check, frame({kPublicKey, "text", signature}));
  EXPECT_EQ(rsa.answer().text(), "value");
  const std::string yes = rsa.answer().structure();
  rsa.call(&wasm::Rsa::check, frame({kPublicKey, "other", signature}));
  EXPECT_EQ(rsa.answer().text(), "value");
  EXPECT_NE(rsa.answer().structure(), yes);
  rsa.call(&wasm::Rsa::sign, frame({}));
  EXPECT_EQ(rsa.answer().text().substr(0, 20), "errorcodeInvalidSeed");
  rsa.call(&wasm::Rsa::check, frame({}));
  EXPECT_EQ(rsa.answer().text().substr(0, 25), "errorcodeInvalidPublicKey");
  rsa.call(&wasm::Rsa::sign, "\x20");
  EXPECT_EQ(rsa.answer().text().substr(0, 17), "errorcodeBadFrame");
}

}  // namespace
}  // namespace ecd::crypto
