#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "support.h"

namespace ecd::catalog {
namespace {

constexpr const char* kService = R"({"catalog":1,"product":"ecd","version":"2020-09-30")";
constexpr const char* kRegions = R"(,"regions":[{"id":"cn-hangzhou","endpoint":"e"}])";

// `lines` each with its line break.
std::string catalog_text(const std::string& lines, const std::string& regions = kRegions) {
  std::string sizes;
  for (size_t start = 0; start < lines.size(); start = lines.find('\n', start) + 1) {
    if (start > 0) sizes += ',';
    sizes += std::to_string(lines.find('\n', start) - start);
  }
  return kService + regions + ",\"sizes\":[" + sizes + "]}\n" + lines;
}

std::string problem_of(const std::string& text) {
  Catalog catalog;
  const Status problem = catalog.load(text);
  return problem ? problem->message : "";
}

std::string operation_problem(const std::string& operation) {
  Catalog catalog;
  const std::string text = catalog_text(operation + "\n");
  if (catalog.load(text)) return "load";
  const auto found = catalog.find("A");
  return found ? "" : found.error().message;
}

TEST(Catalog, HoldsTheImageFamily) {
  const auto names = test::image_family().names();
  EXPECT_EQ(names.size(), 9u);
  EXPECT_EQ(test::image_family().service().regions.size(), 24u);
  EXPECT_EQ(test::image_family().service().version, "2020-09-30");
  ASSERT_NE(test::image_family().service().region("cn-hangzhou"), nullptr);
  EXPECT_EQ(test::image_family().service().region("cn-nowhere"), nullptr);
}

TEST(Catalog, ReadsCopyImage) {
  const Operation& copy = test::operation("CopyImage");
  EXPECT_TRUE(copy.strict);
  EXPECT_EQ(copy.methods, (std::vector<std::string>{"POST", "GET"}));
  ASSERT_EQ(copy.parameters.size(), 5u);
  const Field& name = *copy.parameter("DestinationImageName");
  EXPECT_TRUE(name.schema.required);
  EXPECT_EQ(name.documented.min_length, 2u);
  EXPECT_EQ(name.documented.max_length, 128u);
  EXPECT_EQ(name.documented.starts_with.size(), 3u);
  EXPECT_EQ(copy.parameter("DestinationDescription")->documented.required, true);
  EXPECT_EQ(copy.parameter("DestinationDescription")->schema.required, false);
  EXPECT_EQ(copy.parameter("DestinationRegionId")->documented.differs_from, "RegionId");
  EXPECT_EQ(copy.parameter("RegionId")->format, Format::kRegionId);
}

TEST(Catalog, CarriesTheWholeProduct) {
  Catalog catalog;
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/image_family.ndjson")));
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/ecd.ndjson")));
  const auto names = catalog.names();
  EXPECT_EQ(names.size(), 295u);
  for (const std::string_view name : names) {
    const auto operation = catalog.find(name);
    ASSERT_TRUE(operation) << operation.error().message;
    EXPECT_EQ((*operation)->name, name);
  }
}

TEST(Catalog, SuggestsAName) {
  const auto found = test::image_family().find("copyimage");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "UnknownOperation");
  EXPECT_NE(found.error().message.find("CopyImage?"), std::string::npos);
}

TEST(Catalog, QuotesALongNameInWholeCharacters) {
  const auto found = test::image_family().find(std::string(63, 'x') + "\U0001F5A5");
  EXPECT_EQ(found.error().message, "there is no operation " + std::string(63, 'x'));
}

TEST(Catalog, TellsWhatIsNotLoadedFromWhatDoesNotExist) {
  Catalog catalog;
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/image_family.ndjson")));
  EXPECT_EQ(catalog.find("DescribeDesktops").error().code, "CatalogNotLoaded");
  const auto slip = catalog.find("DescribeDesktop");
  EXPECT_EQ(slip.error().code, "UnknownOperation");
  EXPECT_NE(slip.error().message.find("DescribeDesktops?"), std::string::npos);
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/ecd.ndjson")));
  EXPECT_TRUE(catalog.find("DescribeDesktops"));
}

TEST(Catalog, NamesLineAndReason) {
  EXPECT_EQ(problem_of(""), "catalog line 1: the text is empty");
  EXPECT_NE(problem_of("{\"catalog\":1").find("line 1: JSON text not valid"), std::string::npos);
  EXPECT_NE(problem_of("{\"catalog\":2}").find("format version 1"), std::string::npos);
  EXPECT_NE(problem_of("[]").find("line 1"), std::string::npos);
  EXPECT_NE(problem_of(catalog_text("{\"title\":\"B\"}\n")).find("line 2: does not begin"),
            std::string::npos);
  EXPECT_NE(problem_of(catalog_text("{\"name\":\"B\"}\n{\"name\":\"A\"}\n"))
                .find("line 3: is not sorted"),
            std::string::npos);
  EXPECT_NE(problem_of(std::string(9u << 20, ' ')).find("too large"), std::string::npos);
}

TEST(Catalog, RefusesWrongTypesByKey) {
  const std::string start = R"({"name":"A","methods":["POST"],"parameters":[{"name":"P",)";
  EXPECT_EQ(operation_problem(start + R"("type":"string"}]})"), "");
  for (const char* field :
       {R"("type":"text"}]})", R"("type":1}]})", R"("schema":[]}]})",
        R"("schema":{"required":"yes"}}]})", R"("schema":{"minLength":"2"}}]})",
        R"("schema":{"maxItems":-1}}]})", R"("documented":{"startsWith":["z-a"]}}]})",
        R"("documented":{"allowedCharacters":["ab"]}}]})", R"("documented":{"enum":[{}]}}]})",
        R"("properties":{}}]})", R"("items":1}]})", R"("in":"body"}]})", R"("style":"csv"}]})",
        R"("documented":{"differsFrom":1}}]})"}) {
    EXPECT_NE(operation_problem(start + field).find("catalog line 2:"), std::string::npos) << field;
  }
  EXPECT_NE(operation_problem(R"({"name":"A"})").find("methods"), std::string::npos);
  EXPECT_NE(operation_problem(R"({"name":"A",)").find("not valid"), std::string::npos);
}

TEST(Catalog, ARefusedTextChangesNothing) {
  Catalog catalog;
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/image_family.ndjson")));
  EXPECT_TRUE(catalog.load("{}"));
  EXPECT_EQ(catalog.names().size(), 9u);
  EXPECT_TRUE(catalog.find("CopyImage"));
}

TEST(Catalog, ATextWithoutRegionsAddsToTheServiceThatIsKnown) {
  const std::string more = catalog_text("{\"name\":\"A\",\"methods\":[\"POST\"]}\n", "");
  EXPECT_NE(problem_of(more).find("line 1: has no \"regions\""), std::string::npos);
  Catalog catalog;
  const std::string first = test::read_file("src/catalog/data/image_family.ndjson");
  ASSERT_FALSE(catalog.load(first));
  ASSERT_FALSE(catalog.load(more));
  EXPECT_EQ(catalog.names().size(), 10u);
  EXPECT_TRUE(catalog.find("A"));
  EXPECT_EQ(catalog.service().regions.size(), 24u);
  EXPECT_TRUE(first.starts_with(catalog.service_line()));
}

TEST(RegionId, TakesOnlyPlainWords) {
  for (const char* id : {"cn-hangzhou", "ap-southeast-1", "cn-shanghai-finance-1", "xx"}) {
    EXPECT_TRUE(is_region_id(id)) << id;
  }
  for (const char* id :
       {"", "c", "CN-HANGZHOU", "cn_hangzhou", "cn-", "-cn", "cn--hangzhou", "evil.com/#", "a@b",
        "cn-hangzhou\n", "cn hangzhou", "cn.hangzhou", "1n-hangzhou", "cn-a-b-c-d-e", "abcdefghijk",
        "cn-123456789012345678901", "cn\uFF0Ehangzhou", "cn-h\u00e4ngzhou"}) {
    EXPECT_FALSE(is_region_id(id)) << id;
  }
}

}  // namespace
}  // namespace ecd::catalog
