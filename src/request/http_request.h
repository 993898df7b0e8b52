// A request on its way out or in. `request` does not know how it will be signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecd::request {

struct Header {
  std::string name;  // lower case
  std::string value;
};

struct HttpRequest {
  std::string method;      // upper case
  std::string origin;      // "https://ecd.cn-hangzhou.aliyuncs.com": no path, no slash at its end
  std::string path = "/";  // percent-encoded, as sent
  std::string canonical_query;  // sorted and strictly encoded, so that it is both sent and signed
  std::vector<Header> headers;
  std::string body;
  bool has_body = false;
  bool all_in_form = false;  // the body is a form that holds all parameters

  // The Host header: the origin without its scheme.
  std::string_view host() const { return std::string_view(origin).substr(origin.find("://") + 3); }

  std::string url() const {
    return canonical_query.empty() ? origin + path : origin + path + '?' + canonical_query;
  }
};

}  // namespace ecd::request
