// Lines of a catalog text → the model. A line is data from outside: every key that matters is
// checked for its type, and the first that is wrong is named.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/operation.h"
#include "text/result.h"
#include "text/value.h"

namespace ecd::catalog {

struct Header {
  Service service;
  std::vector<uint32_t> sizes;  // of the operations' lines in bytes, without the line breaks
};

// Errors: `BadCatalog`, the message names the key and what it should be.
Result<Header> read_header(text::Value line);
Result<Operation> read_operation(text::Value line);

}  // namespace ecd::catalog
