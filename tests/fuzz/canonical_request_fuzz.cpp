// Input: a byte for the scheme and a request to sign, spelt as HTTP. The canonical request is right
// by a second writer; what was signed is accepted, and with any part of it changed refused.
#include <map>

#include "crypto/digest.h"
#include "signing/prepare.h"
#include "signing/signer.h"
#include "support.h"

using namespace ecd;
using signing::Algorithm;
using signing::Style;

namespace {

constexpr std::string_view kSecret = "YourAccessKeySecret";
constexpr std::string_view kDate = "2026-01-05T08:00:00Z";
constexpr int64_t kNow = 1767600000;

struct Scheme {
  Algorithm algorithm;
  Style style;
};
constexpr Scheme kSchemes[] = {{Algorithm::kAcs3HmacSha256, Style::kRpc},
                               {Algorithm::kAcs3HmacSm3, Style::kRoa},
                               {Algorithm::kHmacSha1, Style::kRpc},
                               {Algorithm::kHmacSha1, Style::kRoa}};

bool is_signed(std::string_view name) {
  return name.starts_with("x-acs-") || name == "host" || name == "content-type";
}

// The signed request as it is sent.
fuzz::Request sent(const request::HttpRequest& request) {
  fuzz::Request out{std::string(request.method), std::string(request.origin), {}, {}};
  out.url += request.path;
  if (!request.canonical_query.empty()) out.url += '?' + request.canonical_query;
  for (const request::Header& header : request.headers) {
    out.headers.push_back({std::string(header.name), std::string(header.value)});
  }
  out.body = request.body;
  return out;
}

std::string naive_canonical_request(const request::HttpRequest& request, crypto::Hash hash) {
  std::map<std::string_view, std::string_view> headers;
  for (const request::Header& header : request.headers) {
    if (is_signed(header.name)) headers[header.name] = text::trim(header.value);
  }
  std::string lines, names;
  for (const auto& [name, value] : headers) {
    lines.append(name).append(1, ':').append(value).append(1, '\n');
    names.append(1, ';').append(name);
  }
  const auto query = signing::parse_query(request.canonical_query);
  std::string out(request.method);
  out.append(1, '\n').append(request.path).append(1, '\n').append(fuzz::naive_query(*query));
  out.append(1, '\n').append(lines).append(1, '\n').append(names.substr(1)).append(1, '\n');
  return out + crypto::hex_digest(hash, request.body);
}

// The refusal's code; "" when the request is accepted.
std::string refusal_code(const fuzz::Request& request) {
  const auto verdict = signing::verify(request.received(), {kSecret, kNow, 900});
  const auto* refusal = std::get_if<signing::Refusal>(&verdict);
  return refusal ? refusal->code : "";
}

void require_refused(const fuzz::Request& request, const char* property) {
  fuzz::require(!refusal_code(request).empty(), property);
}

void change_each_part(const fuzz::Request& received, Scheme scheme) {
  const bool is_acs3 = scheme.algorithm != Algorithm::kHmacSha1;
  fuzz::Request changed = received;
  changed.method += 'X';
  require_refused(changed, "another method is refused");
  changed = received;
  changed.url += received.url.find('?') == std::string::npos ? "?zz" : "&zz";
  require_refused(changed, "one more parameter is refused");
  if (!is_acs3 && scheme.style == Style::kRpc) return;  // signs no path and no headers
  changed = received;
  changed.url.insert(std::min(received.url.find('?'), received.url.size()), "x");
  require_refused(changed, "another path is refused");
  for (size_t i = 0; i < received.headers.size(); ++i) {
    const std::string& name = received.headers[i].name;
    if (is_acs3 ? !is_signed(name) : !name.starts_with("x-acs-")) continue;
    changed = received;
    changed.headers[i].value += 'x';
    require_refused(changed, "another value of a signed header is refused");
    changed.headers.erase(changed.headers.begin() + static_cast<std::ptrdiff_t>(i));
    require_refused(changed, "a signed header that is missing is refused");
  }
  if (!is_acs3) return;  // ROA signs no body
  changed = received;
  changed.body += 'x';
  require_refused(changed, "another body is refused");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::view(data, size);
  const Scheme scheme = kSchemes[fuzz::take_byte(rest) % std::size(kSchemes)];
  const fuzz::Request given = fuzz::take_request(rest);
  auto request = signing::prepare(
      {given.method, given.url, given.given_headers(), given.body, !given.body.empty()});
  if (!request) return 0;
  auto signer =
      signing::Signer::create({"id", kSecret, "token", "", false}, scheme.algorithm, scheme.style);
  const auto trace = signer->sign(*request, {"DescribeThings", "2020-01-01", kDate, "nonce"});
  if (!trace) return 0;
  if (scheme.algorithm != Algorithm::kHmacSha1) {
    fuzz::require(trace->canonical_request ==
                      naive_canonical_request(*request, signing::hash_of(scheme.algorithm)),
                  "two writers of the canonical request agree");
  }
  const fuzz::Request received = sent(*request);
  const std::string code = refusal_code(received);
  // Signed well, but not a request that a service can read.
  if (code == "InvalidParameter") return 0;
  fuzz::require(code.empty(), "what was signed is accepted");
  change_each_part(received, scheme);
  return 0;
}
