// The cases of tests/vectors, natively. What comes out is compared stage by stage.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "crypto/rsa.h"
#include "request/build.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "support.h"
#include "text/base64.h"
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
  const auto issues =
      validation::validate(**operation, test::image_family().service(), parameters,
                           options.text_of("profile") == "off" ? validation::Profile::kOff
                                                               : validation::Profile::kDefault);
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
Result<Trace> sign(Signer& signer, Algorithm algorithm, request::HttpRequest& request,
                   std::string_view secret, SigningContext context) {
  if (!is_rsa(algorithm)) return signer.sign(request, context);
  request::HttpRequest first = request;
  const auto trace = signer.sign(first, context);
  if (!trace) return trace;
  const auto signature =
      crypto::rsa_sign(secret, std::string(crypto::kRsaSeedSize, 's'), trace->string_to_sign);
  if (!signature) return signature.error();
  context.rsa_signature = *signature;
  return signer.sign(request, context);
}

// As in signed-request.txt.
std::string signed_request_text(const request::HttpRequest& request, bool is_binary) {
  std::string out(request.method);
  out.append(1, ' ').append(request.origin).append(request.path);
  if (!request.canonical_query.empty()) out += '?' + request.canonical_query;
  out += '\n';
  std::vector<request::Header> headers = request.headers;
  std::sort(headers.begin(), headers.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const request::Header& header : headers) {
    out.append(header.name).append(": ").append(header.value).append(1, '\n');
  }
  if (!request.has_body) return out;
  const auto* bytes = reinterpret_cast<const unsigned char*>(request.body.data());
  out += '\n';
  return is_binary ? out + text::base64({bytes, request.body.size()}) : out.append(request.body);
}

struct Signed {
  Trace trace;
  std::string request;
};

Result<Signed> run(Value context) {
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
  auto signer =
      Signer::create({credentials.text_of("accessKeyId"), credentials.text_of("accessKeySecret"),
                      credentials.text_of("securityToken"), credentials.text_of("bearerToken"),
                      credentials.text() == "anonymous"},
                     *algorithm, options.text_of("style") == "ROA" ? Style::kRoa : Style::kRpc);
  if (!signer) return signer.error();
  auto trace = sign(*signer, *algorithm, *request, credentials.text_of("accessKeySecret"),
                    {call ? call->text_of("operation") : options.text_of("action"),
                     call ? "2020-09-30" : options.text_of("version"), options.text_of("date"),
                     options.text_of("nonce")});
  if (!trace) return trace.error();
  const bool is_binary = !call && context.find("request")->find("bodyBase64");
  return Signed{std::move(*trace), signed_request_text(*request, is_binary)};
}

class Vectors : public testing::TestWithParam<std::string> {};

TEST_P(Vectors, ComesOutAsWritten) {
  const std::string folder = "tests/vectors/" + GetParam() + "/";
  const text::Document context = test::values(test::read_file(folder + "context.json"));
  const auto made = run(context.root());
  const std::string error = test::read_file(folder + "error.txt");
  if (!error.empty()) {
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, error);
    return;
  }
  ASSERT_TRUE(made) << made.error().code << ": " << made.error().message;
  EXPECT_EQ(made->trace.canonical_request, test::read_file(folder + "canonical-request.txt"));
  EXPECT_EQ(made->trace.string_to_sign, test::read_file(folder + "string-to-sign.txt"));
  EXPECT_EQ(made->trace.signature, test::read_file(folder + "signature.txt"));
  EXPECT_EQ(made->request, test::read_file(folder + "signed-request.txt"));
}

INSTANTIATE_TEST_SUITE_P(All, Vectors, testing::ValuesIn(case_names()), [](const auto& one) {
  std::string name = one.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ecd::signing
