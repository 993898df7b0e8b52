#include "signing/prepare.h"

#include <algorithm>

#include "request/endpoint.h"
#include "request/url.h"
#include "signing/canonical_query.h"
#include "signing/signer.h"
#include "text/ascii.h"
#include "text/percent_encoding.h"
#include "text/utf8.h"

namespace ecd::signing {
namespace {

using request::Header;
using request::HttpRequest;

bool is_method(std::string_view method) {
  return !method.empty() &&
         std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A token of RFC 9110.
bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return text::is_lower(c) || text::is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// fetch would resolve these, and another path would be sent than was signed.
bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

Result<std::string> strict_path(std::string_view path) {
  const auto decoded = text::percent_decode(path);
  if (!path.starts_with('/') || !decoded || !text::is_utf8(*decoded)) {
    return Error{"InvalidUrl", "the path must start with / and be percent-encoded UTF-8"};
  }
  if (has_dot_segment(*decoded)) return Error{"InvalidUrl", "the path has a segment . or .."};
  // An encoded slash is part of a segment: decoding it would move it.
  std::string out;
  for (size_t start = 0; start < path.size();) {
    const size_t end = std::min(path.find('/', start), path.size());
    const auto segment = text::percent_decode(path.substr(start, end - start));
    text::append_percent_encoded(out, segment.value_or(""));
    if (end < path.size()) out += '/';
    start = end + 1;
  }
  return out;
}

Status add_header(HttpRequest& request, const Header& given) {
  // Space around a value does not reach the other side (RFC 9110, section 5.5), so it is not
  // signed.
  const Header header{request.kept.keep(text::to_lower(given.name)), text::trim(given.value)};
  if (!is_header_name(header.name) || !is_header_value(given.value)) {
    return Error{"InvalidHeader",
                 "a header needs a name of letters, digits and hyphens and a value "
                 "of printable ASCII"};
  }
  for (const Header& other : request.headers) {
    if (other.name == header.name) {
      return Error{"InvalidHeader", "the header " + std::string(header.name) + " is there twice"};
    }
  }
  if (header.name == "host") {
    if (header.value == request.host()) return {};
    return Error{"InvalidHeader", "the header host is not the host of the URL"};
  }
  request.headers.push_back(header);
  return {};
}

}  // namespace

Result<HttpRequest> prepare(const GivenRequest& given) {
  if (!is_method(given.method)) {
    return Error{"InvalidMethod", "the method must be in upper-case letters"};
  }
  if (given.has_body && (given.method == "GET" || given.method == "HEAD")) {
    return Error{"InvalidMethod", "GET and HEAD carry no body"};
  }
  const request::Url url = request::split_url(given.url);
  Result<std::string> origin = request::custom_origin(url.origin);
  if (!origin) return Error{"InvalidUrl", "in the URL " + origin.error().message};
  Result<std::string> path = strict_path(url.path);
  if (!path) return path.error();
  const Result<std::vector<Parameter>> query = parse_query(url.raw_query);
  if (!query) return query.error();

  HttpRequest request;
  request.method = given.method;
  request.origin = request.kept.keep(std::move(*origin));
  request.path = request.kept.keep(std::move(*path));
  request.canonical_query = canonical_query(*query);
  request.body = given.body;
  request.has_body = given.has_body;
  for (const Header& header : given.headers) {
    if (Status problem = add_header(request, header)) return *problem;
  }
  for (const Parameter& parameter : *query) {
    if (parameter.name == "Signature") {
      return Error{"AlreadySigned", "the query carries a Signature already"};
    }
  }
  return request;
}

}  // namespace ecd::signing
