#include <gtest/gtest.h>

#include "text/base64.h"
#include "text/decimal.h"
#include "text/edit_distance.h"
#include "text/hex.h"
#include "text/pem.h"
#include "text/timestamp.h"
#include "text/utf8.h"

namespace ecd::text {
namespace {

TEST(Utf8, TakesWhatUnicodeCallsWellFormed) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_utf8("\u00e9\u4e2d\U0001F5A5\U0010FFFF"));
}

TEST(Utf8, RefusesEverythingElse) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4\xB8", "\xE4\xB8g"}) {
    EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, RoundTripsEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    size_t position = 0;
    ASSERT_EQ(next_code_point(text, position), c);
    ASSERT_EQ(position, text.size());
  }
}

TEST(Decimal, OrdersNumbersOfAnySize) {
  // Ascending; numbers in one row are equal.
  const std::vector<std::vector<const char*>> rows = {
      {"-100000000000000000000.5"},
      {"-9007199254740993", "-009007199254740993.00"},
      {"-9007199254740992"},
      {"-1.5", "-1.50"},
      {"-1.25"},
      {"0", "-0", "-0.0", "000", "0.000"},
      {"0.05"},
      {"0.5", "00.500"},
      {"2"},
      {"10"},
      {"9007199254740992"},
      {"9007199254740993", "09007199254740993"},
      {"100000000000000000000"},
      {"100000000000000000000.0000000000000000000001"},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; j < rows.size(); ++j) {
      for (const char* a : rows[i]) {
        for (const char* b : rows[j]) {
          const int order = compare_decimals(a, b);
          EXPECT_EQ(order < 0, i < j) << a << ' ' << b;
          EXPECT_EQ(order > 0, i > j) << a << ' ' << b;
        }
      }
    }
  }
}

TEST(EditDistance, LooksAtNoNameThatIsTooLong) {
  const std::string word(60, 'a');
  const std::string longer(70, 'a');
  const std::string_view names[] = {longer, "b"};
  EXPECT_EQ(nearest(word, names), std::nullopt);
  const std::string_view near[] = {longer, "b", std::string_view(longer).substr(0, 64)};
  EXPECT_EQ(nearest(word, near), near[2]);
}

TEST(Utf8, CountsCharactersAndUnits) {
  EXPECT_EQ(count_characters("a\u4e2d\U0001F5A5"), 3u);
  EXPECT_EQ(count_utf16_units("a\u4e2d\U0001F5A5"), 4u);
}

TEST(Utf8, ShortensBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abc", 2), "ab");
  EXPECT_EQ(shortened("a\u4e2d", 4), "a\u4e2d");
  for (const size_t bytes : {1u, 2u, 3u}) EXPECT_EQ(shortened("a\u4e2d", bytes), "a");
  EXPECT_EQ(shortened("\U0001F5A5", 3), "");
}

TEST(Timestamp, ReadsTheServicesForm) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_timestamp("2023-10-26T10:22:32Z"), 1698315752);
  EXPECT_EQ(parse_timestamp("2024-02-29T23:59:59Z"), 1709251199);
}

TEST(Timestamp, RefusesOtherFormsAndDays) {
  for (const char* text :
       {"", "2023-10-26", "2023-10-26T10:22:32", "2023-10-26T10:22:32.000Z", "2023-10-26 10:22:32Z",
        "2023-10-26T10:22:32z", "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z",
        "2023-00-01T00:00:00Z", "2023-10-26T24:00:00Z", "2023-10-26T10:60:00Z",
        "2023-10-26T10:00:60Z", "1969-12-31T23:59:59Z", "+023-10-26T10:22:32Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(HttpDate, WritesAndReadsTheFormOfHeaders) {
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(1744775086), "Wed, 16 Apr 2025 03:44:46 GMT");
  for (int64_t seconds = 0; seconds < 4000000000; seconds += 86400 * 13 + 3661) {
    ASSERT_EQ(parse_http_date(http_date(seconds)), seconds);
  }
  for (const char* text : {"", "Tue, 16 Apr 2025 03:44:46 GMT", "Wed, 16 apr 2025 03:44:46 GMT",
                           "Wed, 16 Apr 2025 24:44:46 GMT", "Wed, 16 anF 2025 03:44:46 GMT",
                           "Wed, 16 Apr 2025 03:44:46 UTC"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(Base64, PadsAsInTheStandard) {
  const auto encode = [](std::string_view text) {
    return base64({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
  };
  // RFC 4648, section 10.
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encode("\xff\xfe\xfd"), "//79");
}

std::optional<std::string> decoded(std::string_view base64) {
  std::string out(base64.size(), '?');
  const auto size =
      decode_base64(base64, {reinterpret_cast<unsigned char*>(out.data()), base64.size()});
  if (!size) return {};
  return out.substr(0, *size);
}

TEST(Base64, DecodesWhatItMade) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const std::string text =
        base64({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    ASSERT_EQ(decoded(text), bytes);
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(decoded(" Z\r\nm9\tv\n"), "foo");
}

TEST(Base64, RefusesEveryOtherSpelling) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zm9", "Zg===", "Zg==Zg==", "Zh==", "Zm9=", "=Zg=",
                           "====", "Zm-v", "Zm_v", "Zm9v=", "Zm9v====", "Zm9v.", "Z\xC3\xA9v"}) {
    EXPECT_EQ(decoded(text), std::nullopt) << text;
  }
}

TEST(Hex, DecodesLowerCaseDigits) {
  EXPECT_EQ(decode_hex(""), std::vector<unsigned char>());
  EXPECT_EQ(decode_hex("00ff7a"), (std::vector<unsigned char>{0, 255, 0x7a}));
  for (const char* text : {"0", "0F", "0g", " 00", "0x00"}) EXPECT_FALSE(decode_hex(text)) << text;
}

TEST(Pem, FindsTheOneBlock) {
  const auto label_and_content = [](std::string_view text) {
    const auto pem = find_pem(text);
    return pem ? std::string(pem->label) + '|' + std::string(pem->base64) : "nothing";
  };
  EXPECT_EQ(label_and_content("AAAA"), "|AAAA");
  EXPECT_EQ(label_and_content(""), "|");
  EXPECT_EQ(label_and_content("-----BEGIN A B-----\nAA\n-----END A B-----"), "A B|\nAA\n");
  EXPECT_EQ(label_and_content("x\n-----BEGIN A-----AA-----END A-----\ny"), "A|AA");
  for (const char* text : {"-----BEGIN ", "-----BEGIN -----AA-----END -----", "-----BEGIN A",
                           "-----BEGIN A-----", "-----BEGIN A-----AA-----END B-----",
                           "-----BEGIN A-----AA-----END A", "-----END A-----AA-----BEGIN A-----",
                           "-----BEGIN A-----AA-----END A----------BEGIN A-----AA-----END A-----",
                           "-----BEGIN A----------BEGIN A-----AA-----END A-----"}) {
    EXPECT_EQ(label_and_content(text), "nothing") << text;
  }
}

TEST(Decimal, ReadsWholeTextsOnly) {
  EXPECT_EQ(parse_decimal<int64_t>("-12"), -12);
  EXPECT_EQ(parse_decimal<uint32_t>("4294967296"), std::nullopt);
  EXPECT_EQ(parse_decimal<int64_t>("12 "), std::nullopt);
  EXPECT_EQ(parse_decimal<int64_t>(""), std::nullopt);
  EXPECT_EQ(parse_position("1"), 1u);
  EXPECT_EQ(parse_position("0"), std::nullopt);
}

TEST(EditDistance, SuggestsTypingSlipsOnly) {
  const std::string_view names[] = {"ImageId", "RegionId", "DestinationRegionId"};
  EXPECT_EQ(nearest("imageID", names), "ImageId");
  EXPECT_EQ(nearest("RegoinId", names), "RegionId");
  EXPECT_EQ(nearest("DestinationRegion", names), "DestinationRegionId");
  EXPECT_EQ(nearest("Tag", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(1000, 'x'), names), std::nullopt);
}

}  // namespace
}  // namespace ecd::text
