#include "catalog/catalog.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "catalog/reader.h"
#include "json/parse.h"
#include "text/edit_distance.h"
#include "text/utf8.h"

namespace ecd::catalog {
namespace {

// Over ten times the size of the whole service's catalog.
constexpr size_t kMaxCatalogSize = 8u << 20;

Error bad_catalog(size_t line, const std::string& reason) {
  return {"BadCatalog", "catalog line " + std::to_string(line) + ": " + reason};
}

// Takes the next `size` bytes of the text with the line break behind them; the last line needs
// none.
std::optional<std::string_view> take_line(std::string_view& text, size_t size) {
  if (size > text.size() || (size < text.size() && text[size] != '\n')) return {};
  const std::string_view line = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return line;
}

constexpr std::string_view kLineStart = R"({"name":")";

bool starts_with_name(std::string_view line, std::string_view name) {
  return line.starts_with(kLineStart) && line.substr(kLineStart.size(), name.size()) == name &&
         line.substr(kLineStart.size() + name.size(), 1) == "\"";
}

}  // namespace

Status Catalog::load(std::string_view text) {
  if (text.size() > kMaxCatalogSize) return bad_catalog(1, "the text is too large");
  if (text.empty()) return bad_catalog(1, "the text is empty");
  std::string_view rest = text;
  const std::string_view service_line = *take_line(rest, std::min(rest.find('\n'), rest.size()));

  Result<text::Document> first_line = json::parse(service_line);
  if (!first_line) return bad_catalog(1, first_line.error().message);
  Result<Header> header = read_header(first_line->root());
  if (!header) return bad_catalog(1, header.error().message);
  const std::vector<std::string>& operations = header->operations;
  if (header->sizes.size() != operations.size()) {
    return bad_catalog(1, "names " + std::to_string(operations.size()) + " operations, but " +
                              std::to_string(header->sizes.size()) + " sizes");
  }
  std::vector<std::string_view> lines;
  for (size_t i = 0; i < operations.size(); ++i) {
    if (i > 0 && operations[i] <= operations[i - 1]) {
      return bad_catalog(1, "\"operations\" is not sorted at " + operations[i]);
    }
    const auto line = take_line(rest, header->sizes[i]);
    if (!line) return bad_catalog(i + 2, "does not end where \"sizes\" says");
    if (!starts_with_name(*line, operations[i])) {
      return bad_catalog(i + 2, "is not the operation " + operations[i]);
    }
    lines.push_back(*line);
  }
  if (!rest.empty()) return bad_catalog(lines.size() + 2, "is not named in line 1");

  std::vector<Entry> merged;
  merged.reserve(entries_.size() + lines.size());
  size_t known = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view name = lines[i].substr(kLineStart.size(), operations[i].size());
    while (known < entries_.size() && entries_[known].name < name) {
      merged.push_back(std::move(entries_[known++]));
    }
    if (known < entries_.size() && entries_[known].name == name) ++known;  // is replaced
    merged.push_back({name, lines[i], i + 2, nullptr});
  }
  std::move(entries_.begin() + static_cast<std::ptrdiff_t>(known), entries_.end(),
            std::back_inserter(merged));
  entries_ = std::move(merged);
  service_line_ = service_line;
  service_ = std::move(header->service);
  return {};
}

Result<const Catalog::Entry*> Catalog::entry(std::string_view name) const {
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), name,
      [](const Entry& known, std::string_view wanted) { return known.name < wanted; });
  if (found != entries_.end() && found->name == name) return &*found;
  return not_found(name);
}

Error Catalog::not_found(std::string_view name) const {
  std::vector<std::string_view> known = names();
  known.insert(known.end(), service_.all_operations.begin(), service_.all_operations.end());
  if (std::find(known.begin(), known.end(), name) != known.end()) {
    return {"CatalogNotLoaded", "the operation " + std::string(name) +
                                    " is in the catalog of the whole service, which is not loaded"};
  }
  std::string message = "there is no operation " + std::string(text::shortened(name, 64));
  if (const auto near = text::nearest(name, known)) {
    message += "; did you mean " + std::string(*near) + "?";
  }
  return {"UnknownOperation", std::move(message)};
}

Result<const Operation*> Catalog::find(std::string_view name) const {
  const Result<const Entry*> found = entry(name);
  if (!found) return found.error();
  const Entry& known = **found;
  if (!known.operation) {
    Result<text::Document> line = json::parse(known.line);
    if (!line) return bad_catalog(known.line_number, line.error().message);
    Result<Operation> operation = read_operation(line->root());
    if (!operation) return bad_catalog(known.line_number, operation.error().message);
    known.operation = std::make_unique<Operation>(std::move(*operation));
  }
  return known.operation.get();
}

Result<std::string_view> Catalog::describe(std::string_view name) const {
  const Result<const Operation*> operation = find(name);
  if (!operation) return operation.error();
  return (*entry(name))->line;
}

std::vector<std::string_view> Catalog::names() const {
  std::vector<std::string_view> names;
  names.reserve(entries_.size());
  for (const Entry& known : entries_) names.push_back(known.name);
  return names;
}

}  // namespace ecd::catalog
