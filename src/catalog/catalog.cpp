#include "catalog/catalog.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "catalog/reader.h"
#include "json/parse.h"
#include "text/ascii.h"
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

bool is_letter_or_digit(char c) { return text::is_digit(c) || text::is_lower(text::to_lower(c)); }

// The operation's name, which its line begins with; "" when it does not.
std::string_view name_of(std::string_view line) {
  constexpr std::string_view kStart = R"({"name":")";
  if (!line.starts_with(kStart)) return {};
  line.remove_prefix(kStart.size());
  const auto end = std::find_if_not(line.begin(), line.end(), is_letter_or_digit);
  if (end == line.end() || *end != '"') return {};
  return line.substr(0, static_cast<size_t>(end - line.begin()));
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
  std::vector<Entry> added;
  added.reserve(header->sizes.size());
  for (const uint32_t size : header->sizes) {
    const size_t number = added.size() + 2;
    const auto line = take_line(rest, size);
    if (!line) return bad_catalog(number, "does not end where \"sizes\" says");
    const std::string_view name = name_of(*line);
    if (name.empty()) return bad_catalog(number, "does not begin with the name of an operation");
    if (!added.empty() && name <= added.back().name) {
      return bad_catalog(number, "is not sorted: " + std::string(name));
    }
    added.push_back({name, *line, number, nullptr});
  }
  if (!rest.empty()) return bad_catalog(added.size() + 2, "has no size in line 1");

  if (!header->service.regions.empty()) {
    service_line_ = service_line;
    service_ = std::move(header->service);
  } else if (header->service.product != service_.product ||
             header->service.version != service_.version) {
    return bad_catalog(1, "has no \"regions\", and its product and version are not known");
  }
  merge(std::move(added));
  return {};
}

void Catalog::merge(std::vector<Entry> added) {
  std::vector<Entry> merged;
  merged.reserve(entries_.size() + added.size());
  auto known = entries_.begin();
  for (Entry& entry : added) {
    while (known != entries_.end() && known->name < entry.name) {
      merged.push_back(std::move(*known++));
    }
    if (known != entries_.end() && known->name == entry.name) ++known;  // is replaced
    merged.push_back(std::move(entry));
  }
  std::move(known, entries_.end(), std::back_inserter(merged));
  entries_ = std::move(merged);
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
