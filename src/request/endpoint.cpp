#include "request/endpoint.h"

#include <algorithm>

#include "text/ascii.h"

namespace ecd::request {
namespace {

constexpr std::string_view kIpv6Loopback = "[::1]";

bool is_host_character(char c) {
  return text::is_lower(c) || text::is_digit(c) || c == '-' || c == '.';
}

// Lower-case labels of letters, digits and inner hyphens: what every URL parser leaves as it is.
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  if (!std::all_of(host.begin(), host.end(), is_host_character)) return false;
  for (size_t start = 0; start <= host.size();) {
    const size_t end = std::min(host.find('.', start), host.size());
    const std::string_view label = host.substr(start, end - start);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    start = end + 1;
  }
  return true;
}

bool is_port(std::string_view port) {
  return !port.empty() && port.size() <= 5 && port.front() != '0' &&
         std::all_of(port.begin(), port.end(), text::is_digit) &&
         (port.size() < 5 || port <= "65535");
}

bool is_ipv4(std::string_view host) {
  int parts = 0;
  for (size_t start = 0; start <= host.size(); ++parts) {
    const size_t end = std::min(host.find('.', start), host.size());
    const std::string_view part = host.substr(start, end - start);
    const bool plain = part == "0" || (!part.empty() && part.front() != '0' && part.size() <= 3 &&
                                       std::all_of(part.begin(), part.end(), text::is_digit) &&
                                       (part.size() < 3 || part <= "255"));
    if (!plain) return false;
    start = end + 1;
  }
  return parts == 4;
}

// A URL parser reads a host whose last label starts with a digit as an IPv4 address, in forms such
// as "127.1" too; only the plain form is taken.
bool is_ipv4_or_name(std::string_view host) {
  return is_ipv4(host) || !text::is_digit(host[host.rfind('.') + 1]);
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == kIpv6Loopback ||
         (host.starts_with("127.") && is_ipv4(host));
}

Error invalid_endpoint(std::string_view reason) {
  return {"InvalidEndpoint", "the endpoint " + std::string(reason)};
}

}  // namespace

Result<std::string> region_origin(const catalog::Service& service, std::string_view region_id) {
  if (!catalog::is_region_id(region_id)) {
    return Error{"InvalidRegionId",
                 "a region ID such as cn-hangzhou is needed to find the endpoint"};
  }
  if (const catalog::Region* region = service.region(region_id)) {
    return "https://" + region->endpoint;
  }
  return "https://" + service.product + '.' + std::string(region_id) + ".aliyuncs.com";
}

Result<std::string> custom_origin(std::string_view endpoint) {
  std::string_view rest = endpoint;
  const bool plain_http = rest.starts_with("http://");
  if (plain_http || rest.starts_with("https://")) {
    rest.remove_prefix(plain_http ? 7 : 8);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);  // what URL.origin's neighbours look like

  const bool is_ipv6 = rest.starts_with(kIpv6Loopback);
  const size_t host_end = is_ipv6 ? kIpv6Loopback.size() : std::min(rest.find(':'), rest.size());
  const std::string_view host = rest.substr(0, host_end);
  const std::string_view port = rest.substr(host_end);
  if (!is_ipv6 && !(is_host_name(host) && is_ipv4_or_name(host))) {
    return invalid_endpoint("must be https:// and a lower-case host name, nothing behind it");
  }
  if (!port.empty() && !(port.starts_with(':') && is_port(port.substr(1)))) {
    return invalid_endpoint("has a port that is not a number from 1 to 65535");
  }
  if (plain_http && !is_loopback(host)) {
    return invalid_endpoint("may use http:// only on this machine (127.0.0.1, localhost, [::1])");
  }
  // The default port is not part of the Host header that fetch sends, so it must not be signed.
  const std::string_view kept = port == (plain_http ? ":80" : ":443") ? std::string_view() : port;
  return (plain_http ? "http://" : "https://") + std::string(host) + std::string(kept);
}

}  // namespace ecd::request
