// URLs of requests, taken apart as they are written.
#pragma once

#include <string_view>

namespace ecd::request {

struct Url {
  std::string_view origin;     // "https://host:port"; "" when the URL starts with its path
  std::string_view path;       // "/" when there is none
  std::string_view raw_query;  // behind the first ?, without the fragment
};

// Views into `url`. Nothing is decoded or normalised.
Url split_url(std::string_view url);

}  // namespace ecd::request
