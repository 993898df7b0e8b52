#include <gtest/gtest.h>

#include "json/write.h"
#include "request/build.h"
#include "request/endpoint.h"
#include "request/unflatten.h"
#include "request/url.h"
#include "support.h"

namespace ecd::request {
namespace {

std::string query_of(std::string_view operation, std::string_view json) {
  const text::Document parameters = test::values(json);
  const auto request =
      build(test::operation(operation), test::image_family().service(), parameters.root(), {});
  return request ? request->canonical_query : request.error().code;
}

TEST(Endpoint, FollowsTheRegion) {
  const catalog::Service& service = test::image_family().service();
  EXPECT_EQ(*region_origin(service, "cn-hangzhou"), "https://ecd.cn-hangzhou.aliyuncs.com");
  EXPECT_EQ(*region_origin(service, "ap-southeast-2"), "https://ecd.ap-southeast-2.aliyuncs.com");
  for (const char* id : {"", "evil.com/#", "a@b"}) {
    EXPECT_EQ(region_origin(service, id).error().code, "InvalidRegionId");
  }
}

TEST(Endpoint, TakesAHostAndNothingElse) {
  for (const auto& [given, origin] : std::initializer_list<std::pair<const char*, const char*>>{
           {"https://ecd.vpc-proxy.aliyuncs.com", "https://ecd.vpc-proxy.aliyuncs.com"},
           {"ecd.cn-hangzhou.aliyuncs.com", "https://ecd.cn-hangzhou.aliyuncs.com"},
           {"https://gateway.example:8443/", "https://gateway.example:8443"},
           {"https://a.example:443", "https://a.example"},
           {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
           {"http://localhost", "http://localhost"},
           {"http://localhost:80", "http://localhost"},
           {"http://[::1]:8080", "http://[::1]:8080"}}) {
    const auto found = custom_origin(given);
    ASSERT_TRUE(found) << given;
    EXPECT_EQ(*found, origin);
  }
  for (const char* bad : {"",
                          "http://",
                          "https://",
                          "http://ecd.cn-hangzhou.aliyuncs.com",
                          "https://u@h.example",
                          "https://h.example/p",
                          "https://h.example?q",
                          "https://h.example#f",
                          "https://h.example:",
                          "https://h.example:0",
                          "https://h.example:65536",
                          "https://h.example:80a",
                          "https://H.example",
                          "https://h..example",
                          "https://-h.example",
                          "https://h-.example",
                          "https://h.example.",
                          "https://127.1",
                          "https://0x7f.1",
                          "https://1.2.3.256",
                          "https://1.2.3.04",
                          "ftp://h.example",
                          "//h.example",
                          "https:/h.example",
                          "https://h.example\r\n",
                          "https://h\u3002example",
                          "http://127.0.0.1.evil.com",
                          "https://[::2]",
                          "http://[::1]x"}) {
    EXPECT_FALSE(custom_origin(bad)) << bad;
  }
}

TEST(Flatten, WritesArraysObjectsAndBooleans) {
  EXPECT_EQ(query_of("DescribeImages", R"({"RegionId":"cn-hangzhou","ImageId":["x","y"]})"),
            "ImageId.1=x&ImageId.2=y&RegionId=cn-hangzhou");
  EXPECT_EQ(
      query_of("DescribeImages",
               R"({"RegionId":"cn-hangzhou","Tag":[{"Key":"a","V":[true,false]},{}],"E":{}})"),
      "RegionId=cn-hangzhou&Tag.1.Key=a&Tag.1.V.1=true&Tag.1.V.2=false");
}

TEST(Flatten, SortsByRawBytes) {
  std::string items;
  for (int i = 1; i <= 11; ++i) items += std::string(i > 1 ? "," : "") + "\"v\"";
  const std::string query =
      query_of("DescribeImages", R"({"RegionId":"cn-hangzhou","ImageId":[)" + items + "]}");
  EXPECT_TRUE(query.starts_with("ImageId.1=v&ImageId.10=v&ImageId.11=v&ImageId.2=v&"));
}

TEST(Flatten, LetsTheLaterOfTwoEqualNamesCount) {
  EXPECT_EQ(query_of("DescribeImages", R"({"RegionId":"cn-hangzhou","a.b":1,"a":{"b":2}})"),
            "RegionId=cn-hangzhou&a.b=2");
}

TEST(Build, RefusesMethodsTheOperationDoesNotTake) {
  const text::Document parameters = test::values(R"({"RegionId":"cn-hangzhou"})");
  for (const auto& [method, quoted] :
       {std::pair("PUT", "PUT"), std::pair("A-long-method-\u4e2d", "A-long-method-")}) {
    const auto request = build(test::operation("CopyImage"), test::image_family().service(),
                               parameters.root(), {"", "", method});
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().code, "UnsupportedMethod");
    EXPECT_TRUE(request.error().message.ends_with(std::string("not ") + quoted));
  }
}

TEST(Build, PutsFormParametersIntoTheBody) {
  catalog::Catalog catalog;
  ASSERT_FALSE(catalog.load(test::read_file("src/catalog/data/ecd.ndjson")));
  const text::Document parameters =
      test::values(R"({"TemplateName":"a b","RegionId":"cn-hangzhou"})");
  const catalog::Operation& operation = **catalog.find("CreateTemplate");
  const auto request =
      build(operation, catalog.service(), parameters.root(), {"cn-hangzhou", "", ""});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_NE(request->body.find("TemplateName=a%20b"), std::string::npos);
  EXPECT_EQ(request->canonical_query.find("TemplateName"), std::string::npos);
}

TEST(Build, PutsAllParametersIntoTheBodyOfAPostWhenAsked) {
  const text::Document parameters = test::values(R"({"RegionId":"cn-hangzhou"})");
  const catalog::Operation& operation = test::operation("DescribeImages");
  const auto& service = test::image_family().service();
  const auto request = build(operation, service, parameters.root(), {"", "", "POST", true});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->canonical_query, "");
  EXPECT_EQ(request->body, "RegionId=cn-hangzhou");
  const auto get = build(operation, service, parameters.root(), {"", "", "GET", true});
  EXPECT_EQ(get.error().code, "UnsupportedMethod");
}

TEST(Unflatten, NestsAsTheOperationDoes) {
  const auto nested = [](const catalog::Operation& operation,
                         const std::vector<ReceivedParameter>& parameters) {
    std::string json;
    const text::Document document = unflatten(operation, parameters);
    json::append(json, document.root());
    return json;
  };
  const catalog::Operation& images = test::operation("DescribeImages");
  EXPECT_EQ(
      nested(images, {{"ImageId.2", "b"}, {"ImageId.10", "c"}, {"ImageId.1", "a"}, {"X.1", "x"}}),
      R"({"ImageId":["a","b","c"],"X.1":"x"})");
  EXPECT_EQ(nested(images, {{"ImageId.x", "b"}, {"ImageId.0", "c"}}),
            R"({"ImageId":[],"ImageId.x":"b","ImageId.0":"c"})");
  catalog::Catalog all;
  ASSERT_FALSE(all.load(test::read_file("src/catalog/data/ecd.ndjson")));
  EXPECT_EQ(nested(**all.find("TagResources"), {{"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}),
            R"({"Tag":[{"Key":"k","Value":"v"}]})");
}

TEST(Url, TakesApartWithoutNormalising) {
  const Url url = split_url("https://h.example:1/a//b?x=1?y#f");
  EXPECT_EQ(url.origin, "https://h.example:1");
  EXPECT_EQ(url.path, "/a//b");
  EXPECT_EQ(url.raw_query, "x=1?y");
  EXPECT_EQ(split_url("https://h.example?x").path, "/");
  EXPECT_EQ(split_url("/p?u=a://b").origin, "");
  EXPECT_EQ(split_url("").path, "/");
}

}  // namespace
}  // namespace ecd::request
