// The cases of tests/vectors/stages.ndjson, natively.
#include "stages.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "request/build.h"
#include "request/endpoint.h"
#include "response/answer.h"
#include "signing/prepare.h"
#include "support.h"

namespace ecd::test {
namespace {

using text::Value;
using Texts = std::map<std::string, std::string>;

const std::vector<text::Document>& cases() {
  static const std::vector<text::Document> all = [] {
    std::vector<text::Document> out;
    std::string_view rest = read_file("tests/vectors/stages.ndjson");
    while (!rest.empty()) {
      const size_t end = rest.find('\n');
      out.push_back(values(rest.substr(0, end)));
      rest.remove_prefix(end + 1);
    }
    return out;
  }();
  return all;
}

const catalog::Catalog& all_operations() {
  static const catalog::Catalog catalog = [] {
    catalog::Catalog loaded;
    if (loaded.load(read_file("src/catalog/data/ecd.ndjson"))) std::abort();
    return loaded;
  }();
  return catalog;
}

// Parameters → the query that is sent.
Texts parameters_stage(Value input) {
  const auto operation = all_operations().find(input.text_of("operation"));
  const auto built = request::build(**operation, all_operations().service(),
                                    *input.find("parameters"), {"cn-hangzhou", "", "POST"});
  return {{"query", built->canonical_query}};
}

Texts path_stage(Value input) {
  const std::string url = "https://h.example" + std::string(input.text_of("path"));
  return {{"path", std::string(signing::prepare({"POST", url, {}, "", false})->path)}};
}

Texts endpoint_stage(Value input) {
  catalog::Service service;
  service.product = input.text_of("product");
  const auto origin = request::region_origin(service, input.text_of("regionId"));
  return {{"host", origin->substr(std::string_view("https://").size())}};
}

Texts retry_after_stage(Value input) {
  const auto reading = response::read_answer(
      "ecd", {503, input.text_of("header"), R"({"Code":"ServiceUnavailable","Message":""})"});
  const auto milliseconds = reading.retry_after_ms;
  return {{"milliseconds", milliseconds ? std::to_string(*milliseconds) : ""}};
}

Texts run(std::string_view stage, Value input) {
  if (stage == "parameters") return parameters_stage(input);
  if (stage == "path") return path_stage(input);
  if (stage == "endpoint") return endpoint_stage(input);
  if (stage == "retryAfter") return retry_after_stage(input);
  return run_stage(stage, input);
}

class Stages : public testing::TestWithParam<size_t> {};

TEST_P(Stages, ComesOutAsPublished) {
  const Value one = cases()[GetParam()].root();
  const Texts texts = run(one.text_of("stage"), *one.find("input"));
  const Value expected = *one.find("expected");
  ASSERT_GT(expected.size(), 0u);
  for (const Value text : expected) {
    const auto found = texts.find(std::string(text.key()));
    ASSERT_NE(found, texts.end()) << text.key();
    EXPECT_EQ(found->second, text.text()) << text.key();
  }
}

INSTANTIATE_TEST_SUITE_P(All, Stages, testing::Range(size_t{0}, cases().size()),
                         [](const auto& one) {
                           std::string name(cases()[one.param].root().text_of("name"));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace ecd::test
