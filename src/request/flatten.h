// Nested parameters ↔ names and values on the wire (Tag.1.Key=…; docs/signing.md).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/operation.h"
#include "text/kept_texts.h"
#include "text/value.h"

namespace ecd::request {

struct WireParameter {
  std::string_view name;
  std::string_view value;
  catalog::Position position;
  size_t order;  // of two that flatten to one name the later counts
};

// The flattened parameters; views into the given values, or into what was made here.
class WireParameters {
 public:
  void add(std::string_view name, std::string_view value, catalog::Position position) {
    list_.push_back({name, value, position, list_.size()});
  }
  std::string_view keep(std::string text) { return kept_.keep(std::move(text)); }
  const std::vector<WireParameter>& list() const { return list_; }
  std::vector<WireParameter>& list() { return list_; }

 private:
  std::vector<WireParameter> list_;
  text::KeptTexts kept_;
};

// Objects become Name.Key, arrays Name.1, Name.2; empty ones vanish; booleans are `true` and
// `false`; a parameter of the style json becomes one JSON text; names that are flattened already
// stay. Expects validated parameters.
WireParameters flatten(const catalog::Operation& operation, text::Value parameters);

}  // namespace ecd::request
