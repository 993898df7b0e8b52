#include "signing/canonical_query.h"

#include <algorithm>

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

std::string canonical_query(const std::vector<Parameter>& parameters) {
  std::vector<const Parameter*> sorted;
  sorted.reserve(parameters.size());
  for (const Parameter& parameter : parameters) sorted.push_back(&parameter);
  std::sort(sorted.begin(), sorted.end(), [](const Parameter* a, const Parameter* b) {
    return a->name != b->name ? a->name < b->name : a->value < b->value;
  });
  std::string out;
  for (const Parameter* parameter : sorted) {
    if (!out.empty()) out += '&';
    text::append_percent_encoded(out, parameter->name);
    out += '=';
    text::append_percent_encoded(out, parameter->value);
  }
  return out;
}

void set_query_parameter(std::string& canonical, std::string_view name, std::string_view value) {
  auto parameters = parse_query(canonical);
  if (!parameters) return;  // not canonical
  parameters->push_back({std::string(name), std::string(value)});
  canonical = canonical_query(*parameters);
}

}  // namespace ecd::signing
