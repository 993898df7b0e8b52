// The cases of tests/vectors, natively. What comes out is compared stage by stage.
#include <gtest/gtest.h>

#include <filesystem>

#include "crypto/rsa.h"
#include "request/build.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "support.h"
#include "validation/validate.h"

namespace ecd::signing {
namespace {

using text::Value;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(ECD_SOURCE_DIR "/tests/vectors")) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  return names;
}

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    bits = (bits << 6) | static_cast<unsigned>(kDigits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xFF);
  }
  return out;
}

Result<request::HttpRequest> build_call(Value call, Value options) {
  const auto operation = test::image_family().find(call.text_of("operation"));
  if (!operation) return operation.error();
  const Value parameters = *call.find("parameters");
  const auto issues = validation::validate(**operation, test::image_family().service(), parameters,
                                           validation::Profile::kDefault);
  if (validation::has_errors(issues)) return Error{"ValidationError", ""};
  return request::build(
      **operation, test::image_family().service(), parameters,
      {options.text_of("regionId"), options.text_of("endpoint"), options.text_of("method")});
}

// The body must outlive the request.
Result<request::HttpRequest> prepare_request(Value given, std::string& body) {
  std::vector<request::Header> headers;
  const Value given_headers = *given.find("headers");
  for (const Value header : given_headers) {
    headers.push_back({header.key(), header.text()});
  }
  const bool is_binary = given.find("bodyBase64").has_value();
  body =
      is_binary ? decode_base64(given.text_of("bodyBase64")) : std::string(given.text_of("body"));
  return prepare({given.text_of("method"), given.text_of("url"), std::move(headers), body,
                  is_binary || given.find("body")});
}

// In one step, or in two with the key's signature in between. The seed shows in no signature.
Result<Trace> sign(Signer& signer, const request::HttpRequest& request, std::string_view secret,
                   SigningContext context) {
  request::HttpRequest first = request;
  const auto trace = signer.sign(first, context);
  if (!trace || !trace->signature.empty()) return trace;
  const auto signature =
      crypto::rsa_sign(secret, std::string(crypto::kRsaSeedSize, 's'), trace->string_to_sign);
  if (!signature) return signature.error();
  context.rsa_signature = *signature;
  request::HttpRequest second = request;
  return signer.sign(second, context);
}

Result<Trace> run(Value context) {
  const Value options = *context.find("options");
  const auto call = context.find("call");
  std::string body;
  auto request =
      call ? build_call(*call, options) : prepare_request(*context.find("request"), body);
  if (!request) return request.error();
  const Value credentials = *options.find("credentials");
  const std::string_view name = options.text_of("algorithm");
  const auto algorithm = find_algorithm(name.empty() ? "ACS3-HMAC-SHA256" : name);
  if (!algorithm) return Error{"UnsupportedAlgorithm", ""};
  auto signer = Signer::create(
      {credentials.text_of("accessKeyId"), credentials.text_of("accessKeySecret"),
       credentials.text_of("securityToken"), credentials.text_of("bearerToken"), false},
      *algorithm, options.text_of("style") == "ROA" ? Style::kRoa : Style::kRpc);
  if (!signer) return signer.error();
  return sign(*signer, *request, credentials.text_of("accessKeySecret"),
              {call ? call->text_of("operation") : options.text_of("action"),
               call ? "2020-09-30" : options.text_of("version"), options.text_of("date"),
               options.text_of("nonce")});
}

class Vectors : public testing::TestWithParam<std::string> {};

TEST_P(Vectors, ComesOutAsWritten) {
  const std::string folder = "tests/vectors/" + GetParam() + "/";
  const text::Document context = test::values(test::read_file(folder + "context.json"));
  const auto trace = run(context.root());
  const std::string error = test::read_file(folder + "error.txt");
  if (!error.empty()) {
    ASSERT_FALSE(trace);
    EXPECT_EQ(trace.error().code, error);
    return;
  }
  ASSERT_TRUE(trace) << trace.error().code << ": " << trace.error().message;
  EXPECT_EQ(trace->canonical_request, test::read_file(folder + "canonical-request.txt"));
  EXPECT_EQ(trace->string_to_sign, test::read_file(folder + "string-to-sign.txt"));
  EXPECT_EQ(trace->signature, test::read_file(folder + "signature.txt"));
}

INSTANTIATE_TEST_SUITE_P(All, Vectors, testing::ValuesIn(case_names()), [](const auto& one) {
  std::string name = one.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ecd::signing
