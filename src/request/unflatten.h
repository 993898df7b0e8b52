// Names and values from the wire → nested parameters, as the operation's description nests them.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "text/value.h"

namespace ecd::request {

struct ReceivedParameter {
  std::string_view name;
  std::string_view value;
};

// Tag.1.Key becomes Tag[0].Key. A name that fits nothing stays as it is, a parameter of the style
// json that holds no JSON text stays text, so that validation names them. Positions keep their
// order; gaps close, as for the service. The views must outlive the document.
text::Document unflatten(const catalog::Operation& operation,
                         const std::vector<ReceivedParameter>& parameters);

}  // namespace ecd::request
