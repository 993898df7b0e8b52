#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "support.h"

namespace ecd::json {
namespace {

std::string rewritten(std::string_view json) {
  std::string out;
  const text::Document document = test::values(json);
  append(out, document.root());
  return out;
}

TEST(Json, KeepsOrderNumbersAndText) {
  for (const char* json :
       {"null", "true", "-12", "1.50", "-1e+40", "\"\"", "[]", "{}", "[[],{}]",
        R"({"b":1,"a":[true,null,{"c":"\"\\\n\t\u0001\u001f "}],"b2":123456789012})"}) {
    EXPECT_EQ(rewritten(json), json);
  }
  EXPECT_EQ(rewritten(R"("\u4e2d\ud83d\udda5\/")"), "\"\u4e2d\U0001F5A5/\"");
}

TEST(Json, FindsMembers) {
  const text::Document document = test::values(R"({"a":1,"b":{"c":"x"},"a":"last"})");
  EXPECT_EQ(document.root().text_of("a"), "last");
  EXPECT_EQ(document.root().find("b")->text_of("c"), "x");
  EXPECT_EQ(document.root().find("d"), std::nullopt);
  EXPECT_EQ(document.root().size(), 3u);
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* json : {"", " ", "{", "[1,]", "{\"a\":1,}", "nul", "01", "\"\xff\"",
                           "\"\\ud800\"", "1 2", "<html>", "{\"a\" 1}", "NaN"}) {
    const auto parsed = parse(json);
    ASSERT_FALSE(parsed) << json;
    EXPECT_EQ(parsed.error().code, "BadJson");
  }
}

TEST(Json, RefusesDepthWithoutRecursion) {
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(parse(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(parse(std::string(200000, '[')));
  std::string objects;
  for (int i = 0; i < 200000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(parse(objects));
}

}  // namespace
}  // namespace ecd::json
