#include "request/url.h"

#include <algorithm>

namespace ecd::request {

Url split_url(std::string_view url) {
  Url out;
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos && scheme < url.find_first_of("/?#")) {
    const size_t end = std::min(url.find_first_of("/?#", scheme + 3), url.size());
    out.origin = url.substr(0, end);
    url.remove_prefix(end);
  }
  url = url.substr(0, url.find('#'));
  const size_t question = std::min(url.find('?'), url.size());
  out.path = question == 0 ? "/" : url.substr(0, question);
  out.raw_query = url.substr(std::min(question + 1, url.size()));
  return out;
}

}  // namespace ecd::request
