#include "text/percent_encoding.h"

#include <gtest/gtest.h>

namespace ecd::text {
namespace {

TEST(PercentEncoding, KeepsOnlyUnreservedCharacters) {
  // aliyun-java-sdk-core, AcsURLEncoderTest.
  EXPECT_EQ(percent_encode("123abc!@#$%^&*()-=_+ ~|\\/"),
            "123abc%21%40%23%24%25%5E%26%2A%28%29-%3D_%2B%20~%7C%5C%2F");
}

TEST(PercentEncoding, EncodesEveryByteOnceAndReversibly) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string encoded = percent_encode(all);
  EXPECT_EQ(percent_decode(encoded), all);
  EXPECT_EQ(form_decode(encoded), all);
  EXPECT_EQ(percent_encode("\xE4\xB8\xAD"), "%E4%B8%AD");
}

TEST(PercentEncoding, TakesPlusForASpaceOnlyInForms) {
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(form_decode("a+b"), "a b");
}

TEST(PercentEncoding, RefusesCutOrFalseEscapes) {
  for (const char* text : {"%", "%4", "a%", "%4g", "%g4", "%%41"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ecd::text
