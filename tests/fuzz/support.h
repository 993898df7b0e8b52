// What the fuzzers share: taking an input apart, and properties that must hold for every input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signing/verify.h"
#include "text/ascii.h"

namespace ecd::fuzz {

// Ends the run when the property does not hold; libFuzzer then keeps the input.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

inline std::string_view view(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The first byte of what is left; 0 when nothing is.
inline uint8_t take_byte(std::string_view& rest) {
  if (rest.empty()) return 0;
  const auto byte = static_cast<uint8_t>(rest.front());
  rest.remove_prefix(1);
  return byte;
}

// What stands before the separator, which is taken as well.
inline std::string_view take_until(std::string_view& rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// A request with texts of its own, so that it can be changed.
struct Request {
  struct Header {
    std::string name;
    std::string value;
  };

  std::string method;
  std::string url;
  std::vector<Header> headers;
  std::string body;

  std::vector<request::Header> given_headers() const {
    std::vector<request::Header> out;
    for (const Header& header : headers) out.push_back({header.name, header.value});
    return out;
  }
  signing::ReceivedRequest received() const { return {method, url, given_headers(), body}; }
};

// A request spelt as HTTP does, so that seeds and dictionaries can be read:
//   METHOD url
//   name: value
//   (an empty line)
//   body
inline Request take_request(std::string_view rest) {
  Request request;
  request.method = take_until(rest, ' ');
  request.url = take_until(rest, '\n');
  while (!rest.empty()) {
    std::string_view line = take_until(rest, '\n');
    if (line.empty()) break;
    const std::string_view name = take_until(line, ':');
    request.headers.push_back({text::to_lower(name), std::string(text::trim(line))});
  }
  request.body = rest;
  return request;
}

// Percent-encoding once more, byte by byte.
inline std::string naive_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_letter = text::to_lower(c) >= 'a' && text::to_lower(c) <= 'z';
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned>(static_cast<uint8_t>(c)));
    const bool kept = is_letter || text::is_digit(c) || (c != '\0' && std::strchr("-_.~", c));
    out += kept ? std::string(1, c) : std::string(escape);
  }
  return out;
}

// The canonical query once more: pairs sorted, then written.
inline std::string naive_query(const std::vector<signing::Parameter>& parameters) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const signing::Parameter& parameter : parameters) {
    pairs.emplace_back(parameter.name, parameter.value);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs)
    out += '&' + naive_encode(name) + '=' + naive_encode(value);
  return out.substr(out.empty() ? 0 : 1);
}

}  // namespace ecd::fuzz
