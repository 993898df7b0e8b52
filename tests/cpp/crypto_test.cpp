#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "crypto/mac.h"
#include "crypto/secret.h"
#include "text/hex.h"

namespace ecd::crypto {
namespace {

std::string hex(const Digest& digest) {
  std::string out;
  text::append_hex(out, digest.view());
  return out;
}

TEST(Digest, Sha256) {
  // FIPS 180-2, appendix B.
  EXPECT_EQ(hex_digest(Hash::kSha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_digest(Hash::kSha256, ""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, Sha1AndSm3) {
  // FIPS 180-2, appendix A; GB/T 32905-2016, appendix A.
  EXPECT_EQ(hex_digest(Hash::kSha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_digest(Hash::kSm3, "abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

TEST(Mac, HmacSha1AndSm3) {
  // RFC 2202, case 2; aliyun/darabonba-openapi, signature tests.
  EXPECT_EQ(hex(Mac(Hash::kSha1, "Jefe").compute("what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(hex(Mac(Hash::kSm3, "secret").compute("source")),
            "b9ff646822f41ef647c1416fa2b8408923828abc0464af6706e18db3e8553da8");
}

TEST(Mac, HmacSha256) {
  // RFC 4231, test cases 1, 2 and 6.
  EXPECT_EQ(hex(Mac(Hash::kSha256, std::string(20, '\x0b')).compute("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  Mac jefe(Hash::kSha256, "Jefe");
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(hex(jefe.compute("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
  EXPECT_EQ(hex(Mac(Hash::kSha256, std::string(131, '\xaa'))
                    .compute("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Secret, ComparesAndWipes) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "ab"));
  std::string secret = "a secret that is not short";
  wipe(secret.data(), secret.size());
  EXPECT_EQ(secret, std::string(secret.size(), '\0'));
}

}  // namespace
}  // namespace ecd::crypto
