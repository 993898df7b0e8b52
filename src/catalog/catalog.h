// The operations that are known, read from catalog texts (README.md beside this file).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/operation.h"
#include "text/result.h"

namespace ecd::catalog {

class Catalog {
 public:
  // Adds the operations of a catalog text; ones that are known already are replaced, and so is the
  // service if the text states its regions. Only the first line is parsed, the others when they are
  // asked for. A text that is refused changes nothing; any other must outlive the catalog, which
  // points into it. Errors: `BadCatalog` with line and reason.
  Status load(std::string_view text);

  // Errors: `CatalogNotLoaded` when the service has such an operation, `UnknownOperation` with the
  // nearest name when it has not, `BadCatalog`. The operation lives until `load` replaces it.
  Result<const Operation*> find(std::string_view name) const;

  // The operation's line: JSON, everything its documentation page has. Errors as `find`.
  Result<std::string_view> describe(std::string_view name) const;

  // The first line of the newest text that states the service: JSON.
  std::string_view service_line() const { return service_line_; }
  const Service& service() const { return service_; }

  // Sorted.
  std::vector<std::string_view> names() const;

 private:
  struct Entry {
    std::string_view name;
    std::string_view line;
    size_t line_number = 0;
    mutable std::unique_ptr<Operation> operation;  // read on first use
  };

  void merge(std::vector<Entry> added);
  Result<const Entry*> entry(std::string_view name) const;
  Error not_found(std::string_view name) const;

  std::vector<Entry> entries_;  // sorted by name
  std::string_view service_line_;
  Service service_;
};

}  // namespace ecd::catalog
