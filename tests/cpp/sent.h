// A signed request as tests send it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "request/http_request.h"
#include "signing/verify.h"

namespace ecd::signing {

// A request as it is on its way, with texts of its own, so that tests can change them.
struct Sent {
  struct OwnHeader {
    std::string name;
    std::string value;
  };

  explicit Sent(const request::HttpRequest& request)
      : method(request.method),
        url(std::string(request.origin) + std::string(request.path) + '?' +
            request.canonical_query),
        body(request.body) {
    for (const request::Header& header : request.headers) {
      headers.push_back({std::string(header.name), std::string(header.value)});
    }
  }

  ReceivedRequest received() const {
    ReceivedRequest out{method, url, {}, body};
    for (const OwnHeader& header : headers) out.headers.push_back({header.name, header.value});
    return out;
  }

  std::string method;
  std::string url;
  std::vector<OwnHeader> headers;
  std::string body;
};

inline std::string& header(Sent& request, std::string_view name) {
  for (Sent::OwnHeader& one : request.headers) {
    if (one.name == name) return one.value;
  }
  ADD_FAILURE() << "no header " << name;
  return request.headers.front().value;
}

}  // namespace ecd::signing
