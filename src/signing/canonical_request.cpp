#include "signing/canonical_request.h"

#include <algorithm>

#include "text/ascii.h"

namespace ecd::signing {

bool must_be_signed(std::string_view name) {
  return name.starts_with("x-acs-") || name == "host" || name == "content-type";
}

void SignedHeaders::insert(std::string_view name, std::string_view value) {
  const auto place = std::find_if(headers.begin(), headers.end(),
                                  [&](const SignedHeader& header) { return name < header.name; });
  headers.insert(place, {name, text::trim(value)});
}

std::string SignedHeaders::names() const {
  std::string out;
  out.reserve(256);
  for (const SignedHeader& header : headers) {
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
  for (const SignedHeader& header : parts.headers.headers) {
    out.append(header.name).append(1, ':').append(header.value).append(1, '\n');
  }
  out += '\n';
  out.append(parts.signed_header_names).append(1, '\n');
  out.append(parts.hashed_payload);
  return out;
}

}  // namespace ecd::signing
