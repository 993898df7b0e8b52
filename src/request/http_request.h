// A request on its way out. `request` does not know how it will be signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/kept_texts.h"

namespace ecd::request {

struct Header {
  std::string_view name;  // lower case
  std::string_view value;
};

// Its texts are views: into what it was made from, which must outlive it, or into `kept`.
struct HttpRequest {
  std::string_view method;      // upper case
  std::string_view origin;      // "https://ecd.cn-hangzhou.aliyuncs.com": no slash at its end
  std::string_view path = "/";  // percent-encoded, as sent
  std::string canonical_query;  // sorted and strictly encoded, so that it is both sent and signed
  std::vector<Header> headers;
  std::string_view body;
  bool has_body = false;
  bool all_in_form = false;  // the body is a form that holds all parameters
  text::KeptTexts kept;

  // The Host header: the origin without its scheme.
  std::string_view host() const { return origin.substr(origin.find("://") + 3); }

  void add_header(std::string_view name, std::string_view value) {
    headers.push_back({name, value});
  }
};

}  // namespace ecd::request
