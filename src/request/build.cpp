#include "request/build.h"

#include <algorithm>

#include "request/endpoint.h"
#include "request/flatten.h"
#include "text/percent_encoding.h"
#include "text/utf8.h"

namespace ecd::request {
namespace {

using catalog::Position;

// Room for the headers of a call and of its signature.
constexpr size_t kMostHeaders = 16;

Result<std::string> find_origin(const catalog::Service& service, text::Value parameters,
                                const BuildOptions& options) {
  if (!options.endpoint.empty()) return custom_origin(options.endpoint);
  return region_origin(
      service, options.region_id.empty() ? parameters.text_of("RegionId") : options.region_id);
}

Result<std::string_view> find_method(const catalog::Operation& operation, std::string_view wanted) {
  if (wanted.empty()) return std::string_view(operation.methods.front());
  if (operation.allows(wanted)) return wanted;
  return Error{"UnsupportedMethod", operation.name + " takes " + operation.methods.front() +
                                        ", not " + std::string(text::shortened(wanted, 16))};
}

void move_all(WireParameters& wire, Position from, Position to) {
  for (WireParameter& parameter : wire.list()) {
    if (parameter.position == from) parameter.position = to;
  }
}

// name=value&…, percent-encoded and in the order of the raw names. Of two parameters that flatten
// to one name ("a.b" and a: {b}) the later one counts, as in the official clients.
std::string join(const std::vector<WireParameter>& sorted, Position position) {
  std::string out;
  out.reserve(256);
  for (size_t i = 0; i < sorted.size(); ++i) {
    const WireParameter& parameter = sorted[i];
    if (parameter.position != position) continue;
    if (i + 1 < sorted.size() && sorted[i + 1].name == parameter.name) continue;
    if (!out.empty()) out += '&';
    text::append_percent_encoded(out, parameter.name);
    out += '=';
    text::append_percent_encoded(out, parameter.value);
  }
  return out;
}

}  // namespace

Result<HttpRequest> build(const catalog::Operation& operation, const catalog::Service& service,
                          text::Value parameters, const BuildOptions& options) {
  Result<std::string> origin = find_origin(service, parameters, options);
  if (!origin) return origin.error();
  const Result<std::string_view> method = find_method(operation, options.method);
  if (!method) return method.error();
  if (options.all_in_form && *method != "POST") {
    return Error{"UnsupportedMethod", "parameters can be in the body of a POST alone"};
  }

  WireParameters wire = flatten(operation, parameters);
  // A GET has no body: its form parameters go into the query, which the service takes as well.
  if (*method == "GET") move_all(wire, Position::kFormData, Position::kQuery);
  if (options.all_in_form) move_all(wire, Position::kQuery, Position::kFormData);
  std::sort(wire.list().begin(), wire.list().end(),
            [](const WireParameter& a, const WireParameter& b) {
              return a.name != b.name ? a.name < b.name : a.order < b.order;
            });

  HttpRequest request;
  request.method = *method;
  request.origin = request.kept.keep(std::move(*origin));
  request.canonical_query = join(wire.list(), Position::kQuery);
  std::string form = join(wire.list(), Position::kFormData);
  request.headers.reserve(kMostHeaders);
  request.add_header("accept", "application/json");
  request.all_in_form = options.all_in_form;
  if (options.all_in_form || !form.empty()) {
    request.body = request.kept.keep(std::move(form));
    request.has_body = true;
    request.add_header("content-type", "application/x-www-form-urlencoded");
  }
  return request;
}

}  // namespace ecd::request
