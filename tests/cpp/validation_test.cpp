#include "validation/validate.h"

#include <gtest/gtest.h>

#include "support.h"
#include "validation/messages.h"

namespace ecd::validation {
namespace {

// "path:code" of each issue, a warning in brackets.
std::string summary(const std::vector<Issue>& issues) {
  std::string out;
  for (const Issue& issue : issues) {
    std::string one;
    for (const PathStep& step : issue.path) {
      if (!one.empty()) one += '.';
      const auto* index = std::get_if<uint32_t>(&step);
      one += index ? std::to_string(*index) : std::get<std::string>(step);
    }
    one += ':' + std::string(code_name(issue.code));
    if (issue.severity == Severity::kWarning) one = '[' + one + ']';
    out += (out.empty() ? "" : " ") + one;
  }
  return out;
}

std::string check(std::string_view operation, std::string_view json,
                  Profile profile = Profile::kDefault) {
  const text::Document parameters = test::values(json);
  return summary(validate(test::operation(operation), test::image_family().service(),
                          parameters.root(), profile));
}

std::string copy_with(const std::string& name, const std::string& description = "This is a test.") {
  return R"({"RegionId":"cn-hangzhou","ImageId":"m-gx2x1dhsmusr2****","DestinationImageName":")" +
         name + R"(","DestinationDescription":")" + description +
         R"(","DestinationRegionId":"cn-shenzhen"})";
}

TEST(Validation, TakesThePagesExample) {
  EXPECT_EQ(check("CopyImage", copy_with("Office_Shanghai")), "");
}

TEST(Validation, AppliesTheRuleOfNames) {
  for (const std::string good :
       {"ab", "A1", "\u529e\u516c", "\u4e00a", "a\u9fff", "Office:Shanghai_2-b", "httpx"}) {
    EXPECT_EQ(check("CopyImage", copy_with(good)), "") << good;
  }
  EXPECT_EQ(check("CopyImage", copy_with(std::string(128, 'a'))), "");
  const std::string name = "DestinationImageName:";
  EXPECT_EQ(check("CopyImage", copy_with("a")), name + "minLength");
  EXPECT_EQ(check("CopyImage", copy_with(std::string(129, 'a'))), name + "maxLength");
  for (const std::string bad : {"1a", "_a", ":a", "-a", "\u3400a", "\U0001F5A5a", "\u00e9a"}) {
    EXPECT_EQ(check("CopyImage", copy_with(bad)), name + "startsWith") << bad;
  }
  for (const std::string bad : {"a b", "a.b", "a/b", "ab\\n", "a\u3400", "a\U0001F5A5"}) {
    EXPECT_EQ(check("CopyImage", copy_with(bad)), name + "allowedCharacters") << bad;
  }
  EXPECT_EQ(check("CopyImage", copy_with("http://a")), name + "forbiddenPrefix");
  EXPECT_EQ(check("CopyImage", copy_with("https://a")), name + "forbiddenPrefix");
}

TEST(Validation, CountsCharactersNotBytes) {
  std::string chinese;
  for (int i = 0; i < 128; ++i) chinese += "\u4e2d";
  EXPECT_EQ(check("CopyImage", copy_with(chinese)), "");
  EXPECT_EQ(check("CopyImage", copy_with(chinese + "\u4e2d")), "DestinationImageName:maxLength");
}

TEST(Validation, AppliesTheRuleOfDescriptions) {
  const std::string description = "DestinationDescription:";
  EXPECT_EQ(check("CopyImage", copy_with("ab", "\u6d4b\u8bd5 .!\U0001F5A5")), "");
  EXPECT_EQ(check("CopyImage", copy_with("ab", std::string(256, ' '))), "");
  EXPECT_EQ(check("CopyImage", copy_with("ab", "see http://a")), "");
  EXPECT_EQ(check("CopyImage", copy_with("ab", "a")), description + "minLength");
  EXPECT_EQ(check("CopyImage", copy_with("ab", std::string(257, 'a'))), description + "maxLength");
  EXPECT_EQ(check("CopyImage", copy_with("ab", "http://a")), description + "forbiddenPrefix");
}

TEST(Validation, ReportsAllIssuesAtOnce) {
  EXPECT_EQ(check("CopyImage", "{}"),
            "RegionId:required ImageId:required DestinationImageName:required "
            "DestinationDescription:required DestinationRegionId:required");
  EXPECT_EQ(
      check("CopyImage", R"({"RegionId":"cn-hangzhou","ImageId":"","DestinationImageName":"1 ",
                   "DestinationDescription":"x","DestinationRegionId":"cn-hangzhou","Extra":1})"),
      "ImageId:required DestinationImageName:startsWith DestinationImageName:allowedCharacters "
      "DestinationDescription:minLength DestinationRegionId:sameRegion "
      "[Extra:unknownParameter]");
}

TEST(Validation, FollowsTheProfile) {
  const std::string broken =
      R"({"RegionId":"cn-hangzhou","ImageId":"m","DestinationImageName":"1","DestinationRegionId":"cn-x"})";
  EXPECT_EQ(check("CopyImage", broken, Profile::kSchema), "");
  EXPECT_EQ(check("CopyImage", broken, Profile::kOff), "");
  EXPECT_EQ(check("CopyImage", R"({"ImageId":"m"})", Profile::kSchema),
            "RegionId:required DestinationImageName:required DestinationRegionId:required");
  EXPECT_EQ(check("CopyImage", "{}", Profile::kOff), "");
  // 100 is the documentation's limit, 500 the schema's.
  const std::string many = R"({"RegionId":"cn-hangzhou","MaxResults":)";
  EXPECT_EQ(check("DescribeImages", many + "200}"), "[MaxResults:maximum]");
  EXPECT_EQ(check("DescribeImages", many + "200}", Profile::kDocumented), "MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", many + "200}", Profile::kSchema), "");
  EXPECT_EQ(check("DescribeImages", many + "501}"), "MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", many + "501}", Profile::kSchema), "MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", many + "501}", Profile::kOff), "");
}

TEST(Validation, KeepsARegionFromSteeringInEveryProfile) {
  for (const Profile profile :
       {Profile::kDefault, Profile::kDocumented, Profile::kSchema, Profile::kOff}) {
    for (const char* region : {"evil.com/#", "a@b", "cn-hangzhou\\r\\nx", "CN-HANGZHOU"}) {
      EXPECT_EQ(check("DescribeImages", std::string(R"({"RegionId":")") + region + "\"}", profile),
                "RegionId:pattern");
    }
  }
  EXPECT_EQ(check("DescribeImages", R"({"RegionId":"cn-new-1"})"), "[RegionId:unknownRegion]");
}

TEST(Validation, TakesTextForNumbersAndBooleans) {
  const std::string start = R"({"RegionId":"cn-hangzhou","MaxResults":)";
  for (const char* good : {"10", "\"10\"", "0", "\"007\""}) {
    EXPECT_EQ(check("DescribeImages", start + good + "}"), "") << good;
  }
  for (const char* bad : {"\"1e2\"", "1.5", "1e2", "\"\"", "true", "[]", "{}", "null", "\" 1\"",
                          "\"0x10\"", "9007199254740993"}) {
    EXPECT_NE(check("DescribeImages", start + bad + "}"), "") << bad;
  }
  const std::string remove = R"({"RegionId":"cn-hangzhou","ImageId":["m"],"DeleteCascadedBundle":)";
  EXPECT_EQ(check("DeleteImages", remove + "true}"), "");
  EXPECT_EQ(check("DeleteImages", remove + "\"false\"}"), "");
  EXPECT_EQ(check("DeleteImages", remove + "\"yes\"}"), "DeleteCascadedBundle:type");
  EXPECT_EQ(check("DeleteImages", remove + "1}"), "DeleteCascadedBundle:type");
}

TEST(Validation, KnowsTheLargestNumbers) {
  const std::string start = R"({"RegionId":"cn-hangzhou","MaxResults":)";
  EXPECT_EQ(check("DescribeImages", start + "2147483647}"), "MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", start + "2147483648}"), "MaxResults:format MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", start + "9007199254740991}"),
            "MaxResults:format MaxResults:maximum");
  EXPECT_EQ(check("DescribeImages", start + "9007199254740992}"), "MaxResults:type");
}

TEST(Validation, LetsNoExponentThroughInAnyProfile) {
  for (const Profile profile : {Profile::kDefault, Profile::kOff}) {
    const std::string start = R"({"RegionId":"cn-hangzhou",)";
    EXPECT_EQ(check("DescribeImages", start + "\"MaxResults\":1e+21}", profile), "MaxResults:type");
    EXPECT_EQ(check("DescribeImages", start + "\"X\":{\"a\":1e-7}}", profile).substr(0, 8),
              "X.a:type");
  }
}

TEST(Validation, ComparesBoundsByTheirDigits) {
  // No double tells these numbers from their neighbours.
  const std::string line =
      R"({"name":"Count","methods":["POST"],"parameters":[)"
      R"({"name":"Many","type":"integer","schema":{"maximum":9007199254740992}},)"
      R"({"name":"Few","type":"number","schema":{"minimum":-9007199254740992.25}}]})";
  const std::string text = R"({"catalog":1,"product":"p","version":"v","regions":[{"id":"xx",)"
                           R"("endpoint":"e"}],"sizes":[)" +
                           std::to_string(line.size()) + "]}\n" + line;
  catalog::Catalog catalog;
  ASSERT_FALSE(catalog.load(text));
  const auto operation = catalog.find("Count");
  ASSERT_TRUE(operation) << operation.error().message;
  const auto check_here = [&](std::string_view json) {
    const text::Document values = test::values(json);
    return summary(validate(**operation, catalog.service(), values.root(), Profile::kDefault));
  };
  EXPECT_EQ(check_here(R"({"Many":"9007199254740992","Few":"-9007199254740992.25"})"), "");
  EXPECT_EQ(check_here(R"({"Many":"009007199254740992","Few":"-9007199254740992.250"})"), "");
  EXPECT_EQ(check_here(R"({"Many":"9007199254740993","Few":"-9007199254740992.26"})"),
            "Many:maximum Few:minimum");
}

TEST(Validation, ChecksFlattenedNamesAsWhatTheyStandFor) {
  EXPECT_EQ(check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId.1":"m"})"), "");
  EXPECT_EQ(check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId.2":7})"), "ImageId.1:type");
  EXPECT_EQ(check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId.x":"m"})"),
            "[ImageId.x:unknownParameter]");
}

TEST(Validation, LooksIntoArrays) {
  EXPECT_EQ(check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId":"m"})"), "ImageId:type");
  EXPECT_EQ(check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId":["m",1,null]})"),
            "ImageId.1:type ImageId.2:type");
}

TEST(Validation, CountsTheItemsOfAList) {
  const auto delete_images = [](int count) {
    std::string ids;
    for (int i = 0; i < count; ++i) ids += i == 0 ? "\"m\"" : ",\"m\"";
    return check("DeleteImages", R"({"RegionId":"cn-hangzhou","ImageId":[)" + ids + "]}");
  };
  EXPECT_EQ(delete_images(0), "[ImageId:minItems]");
  EXPECT_EQ(delete_images(1), "");
  EXPECT_EQ(delete_images(100), "");
  EXPECT_EQ(delete_images(101), "[ImageId:maxItems]");
}

TEST(Validation, RefusesNamesOfPrototypes) {
  EXPECT_EQ(check("DescribeImages", R"({"RegionId":"cn-hangzhou","__proto__":{"a":1}})"),
            "__proto__:unknownParameter");
}

TEST(Validation, RefusesParametersThatAreNoObject) {
  for (const char* json : {"null", "[]", "1", "\"x\""})
    EXPECT_EQ(check("CopyImage", json), ":type");
}

TEST(Validation, ChecksOneParameter) {
  const text::Document parameters = test::values(R"({"RegionId":"cn-hangzhou"})");
  const text::Document same = test::values("\"cn-hangzhou\"");
  const auto check_one = [&](std::string_view operation, std::string_view path,
                             std::optional<text::Value> value) {
    const auto issues =
        validate_parameter(test::operation(operation), test::image_family().service(), path, value,
                           parameters.root(), Profile::kDefault);
    return issues ? summary(*issues) : issues.error().code;
  };
  EXPECT_EQ(check_one("CopyImage", "DestinationRegionId", same.root()),
            "DestinationRegionId:sameRegion");
  EXPECT_EQ(check_one("CopyImage", "ImageId", {}), "ImageId:required");
  EXPECT_EQ(check_one("DeleteImages", "ImageId.2", parameters.root()), "ImageId.1:type");
  EXPECT_EQ(check_one("DeleteImages", "ImageId.0", same.root()), "UnknownParameter");
  EXPECT_EQ(check_one("CopyImage", "Imageid", same.root()), "UnknownParameter");
  EXPECT_EQ(check_one("CopyImage", "", same.root()), "UnknownParameter");
}

TEST(Messages, EveryCodeHasBothTextsAndAName) {
  for (size_t i = 0; i < kCodeCount; ++i) {
    const Issue issue{{}, static_cast<Code>(i), Severity::kError, {}};
    EXPECT_FALSE(code_name(issue.code).empty());
    EXPECT_FALSE(message(issue, Locale::kEnglish).empty());
    EXPECT_FALSE(message(issue, Locale::kChinese).empty());
    EXPECT_NE(message(issue, Locale::kEnglish), message(issue, Locale::kChinese));
  }
}

TEST(Messages, FillInFiguresAndNameCharacters) {
  const text::Document parameters = test::values(copy_with("1"));
  const auto issues = validate(test::operation("CopyImage"), test::image_family().service(),
                               parameters.root(), Profile::kDefault);
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(message(issues[0], Locale::kEnglish), "Must have at least 2 characters; it has 1.");
  EXPECT_EQ(message(issues[1], Locale::kEnglish),
            "Must start with a letter or a Chinese character.");
  EXPECT_EQ(message(issues[1], Locale::kChinese), "必须以英文字母或中文字符开头。");
}

}  // namespace
}  // namespace ecd::validation
