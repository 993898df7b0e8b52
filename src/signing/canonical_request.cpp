#include "signing/canonical_request.h"

#include <algorithm>
#include <tuple>

#include "text/percent_encoding.h"
#include "text/utf8.h"

namespace ecd::signing {

Result<std::vector<Parameter>> parse_query(std::string_view raw_query) {
  std::vector<Parameter> out;
  while (!raw_query.empty()) {
    const size_t end = std::min(raw_query.find('&'), raw_query.size());
    const std::string_view pair = raw_query.substr(0, end);
    raw_query.remove_prefix(std::min(end + 1, raw_query.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    auto name = text::form_decode(pair.substr(0, equals));
    auto value = text::form_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !text::is_utf8(*name) || !text::is_utf8(*value)) {
      return Error{"InvalidQuery", "the query is not percent-encoded UTF-8"};
    }
    out.push_back({std::move(*name), std::move(*value)});
  }
  return out;
}

std::string canonical_query(std::vector<Parameter> parameters) {
  std::sort(parameters.begin(), parameters.end(), [](const Parameter& a, const Parameter& b) {
    return std::tie(a.name, a.value) < std::tie(b.name, b.value);
  });
  std::string out;
  for (const Parameter& parameter : parameters) {
    if (!out.empty()) out += '&';
    text::append_percent_encoded(out, parameter.name);
    out += '=';
    text::append_percent_encoded(out, parameter.value);
  }
  return out;
}

bool must_be_signed(std::string_view name) {
  return name.starts_with("x-acs-") || name == "host" || name == "content-type";
}

std::string SignedHeaders::names() const {
  std::string out;
  for (const Header& header : headers) {
    if (!out.empty()) out += ';';
    out += header.name;
  }
  return out;
}

std::string canonical_request(const CanonicalParts& parts) {
  std::string out;
  out.reserve(1024);
  out.append(parts.method).append(1, '\n');
  out.append(parts.path).append(1, '\n');
  out.append(parts.canonical_query).append(1, '\n');
  for (const Header& header : parts.headers.headers) {
    out.append(header.name).append(1, ':').append(header.value).append(1, '\n');
  }
  out += '\n';
  out.append(parts.signed_header_names).append(1, '\n');
  out.append(parts.hashed_payload);
  return out;
}

}  // namespace ecd::signing
