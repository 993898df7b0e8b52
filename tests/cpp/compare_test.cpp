#include "signing/compare.h"

#include <gtest/gtest.h>

namespace ecd::signing {
namespace {

constexpr std::string_view kOurs =
    "POST\n/a%20b\nA=1&B=%E4%B8%AD%20x\nhost:h.example\nx-acs-action:Do\nx-acs-content-sha256:e3\n"
    "x-acs-date:2026-01-05T08:00:00Z\nx-acs-signature-nonce:n\n\n"
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce\ne3";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kOurs);
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string cause_of(std::string_view ours, std::string_view theirs) {
  const auto difference = compare(ours, theirs);
  return difference ? std::string(cause_name(difference->cause)) : "";
}

TEST(Compare, FindsTheLikelyCause) {
  const auto cause = [](std::string_view from, std::string_view to) {
    return cause_of(kOurs, with(from, to));
  };
  EXPECT_EQ(cause_of(kOurs, kOurs), "");
  EXPECT_EQ(cause("POST", "GET"), "method");
  EXPECT_EQ(cause("/a%20b", "/a%2520b"), "encodedTwice");
  EXPECT_EQ(cause("/a%20b", "/c"), "path");
  EXPECT_EQ(cause("A=1&B=%E4%B8%AD%20x", "A%3D1%26B%3D%25E4%25B8%25AD%2520x"), "encodedTwice");
  EXPECT_EQ(cause("A=1&B=%E4%B8%AD%20x", "B=%E4%B8%AD%20x&A=1"), "order");
  EXPECT_EQ(cause("%20x", "+x"), "encoding");
  EXPECT_EQ(cause("%E4%B8%AD", "%e4%b8%ad"), "encoding");
  EXPECT_EQ(cause("A=1", "A=2"), "parameters");
  EXPECT_EQ(cause("host:h.example", "host:h.example:8080"), "host");
  EXPECT_EQ(cause("x-acs-action:Do\n", ""), "headerNotSigned");
  EXPECT_EQ(cause("x-acs-action:Do", "x-acs-action: Do"), "headerValue");
  EXPECT_EQ(cause("08:00:00Z", "08:00:01Z"), "clock");
  EXPECT_EQ(cause("nonce:n", "nonce:m"), "nonce");
  EXPECT_EQ(cause("sha256:e3", "sha256:e4"), "body");
  EXPECT_EQ(cause("\nhost;", "\nhost;x;"), "headerNotSigned");
  EXPECT_EQ(cause_of(kOurs, std::string(kOurs) + "4"), "body");
}

TEST(Compare, PointsAtLineColumnAndByte) {
  const auto difference = compare("GET\n/\n\u4e2d\u6587=1", "GET\n/\n\u4e2d\u6587=2");
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->line, 3u);
  EXPECT_EQ(difference->column, 4u);
  EXPECT_EQ(difference->byte, 13u);
  EXPECT_EQ(difference->ours, "\u4e2d\u6587=1");
  EXPECT_EQ(difference->theirs, "\u4e2d\u6587=2");
  EXPECT_EQ(compare("a", "")->byte, 0u);
  EXPECT_EQ(compare("", "a")->line, 1u);
}

TEST(Compare, ShowsTheLineThatOneTextLacks) {
  const auto difference = compare("GET\n/", "GET\n/\na=1");
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->line, 3u);
  EXPECT_EQ(difference->column, 1u);
  EXPECT_EQ(difference->byte, 5u);
  EXPECT_EQ(difference->ours, "");
  EXPECT_EQ(difference->theirs, "a=1");
}

TEST(Compare, TakesAServicesMessage) {
  const std::string ours = "ACS3-HMAC-SHA256\nabc";
  EXPECT_EQ(cause_of(ours,
                     "Specified signature is not matched with our calculation. server string to "
                     "sign is:" +
                         ours),
            "");
  EXPECT_EQ(cause_of(ours, "... server string to sign is:ACS3-HMAC-SHA256\nabd"),
            "canonicalRequest");
  EXPECT_EQ(cause_of(ours, "ACS3-HMAC-SM3\nabc"), "algorithm");
}

TEST(Compare, LooksIntoStringsOfTheRoaScheme) {
  const std::string ours =
      "PUT\napplication/json\nmd5\ntext/plain\nMon, 05 Jan 2026 08:00:00 GMT\n"
      "x-acs-action:Do\nx-acs-signature-nonce:n\n/a?b=1";
  const auto cause = [&](std::string_view from, std::string_view to) {
    std::string theirs = ours;
    theirs.replace(theirs.find(from), from.size(), to);
    return cause_of(ours, theirs);
  };
  EXPECT_EQ(cause("PUT", "POST"), "method");
  EXPECT_EQ(cause("application/json", "*/*"), "headerValue");
  EXPECT_EQ(cause("md5", ""), "body");
  EXPECT_EQ(cause("text/plain", ""), "headerValue");
  EXPECT_EQ(cause("08:00:00", "08:00:01"), "clock");
  EXPECT_EQ(cause("nonce:n", "nonce:m"), "nonce");
  EXPECT_EQ(cause("x-acs-signature-nonce:n\n", ""), "headerNotSigned");
  EXPECT_EQ(cause("/a?", "/b?"), "path");
  EXPECT_EQ(cause("b=1", "b=2"), "parameters");
}

TEST(Compare, LooksIntoStringsOfTheRpcScheme) {
  const std::string ours = "GET&%2F&A%3D1%26B%3D%2520x%26Timestamp%3D2026";
  EXPECT_EQ(cause_of(ours, "POST&%2F&A%3D1%26B%3D%2520x%26Timestamp%3D2026"), "method");
  EXPECT_EQ(cause_of(ours, "GET&%2F&A%3D1%26B%3D%2520x%26Timestamp%3D2027"), "clock");
  EXPECT_EQ(cause_of(ours, "GET&%2F&B%3D%2520x%26A%3D1%26Timestamp%3D2026"), "order");
  EXPECT_EQ(cause_of(ours, "GET&%2F&A%3D1%26B%3D%252520x%26Timestamp%3D2026"), "encodedTwice");
}

}  // namespace
}  // namespace ecd::signing
