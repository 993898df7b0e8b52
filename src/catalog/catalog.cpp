#include "catalog/catalog.h"

#include <algorithm>
#include <iterator>

#include "catalog/reader.h"
#include "json/parse.h"
#include "text/edit_distance.h"

namespace ecd::catalog {
namespace {

// Over ten times the size of the whole service's catalog.
constexpr size_t kMaxCatalogSize = 8u << 20;

Error bad_catalog(size_t line, const std::string& reason) {
  return {"BadCatalog", "catalog line " + std::to_string(line) + ": " + reason};
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

constexpr std::string_view kLineStart = R"({"name":")";

bool starts_with_name(std::string_view line, std::string_view name) {
  return line.starts_with(kLineStart) && line.substr(kLineStart.size(), name.size()) == name &&
         line.substr(kLineStart.size() + name.size(), 1) == "\"";
}

}  // namespace

Status Catalog::load(std::string text) {
  if (text.size() > kMaxCatalogSize) return bad_catalog(1, "the text is too large");
  auto owned = std::make_unique<const std::string>(std::move(text));
  const std::vector<std::string_view> lines = split_lines(*owned);
  if (lines.empty()) return bad_catalog(1, "the text is empty");

  Result<text::Document> first_line = json::parse(lines[0]);
  if (!first_line) return bad_catalog(1, first_line.error().message);
  Result<Header> header = read_header(first_line->root());
  if (!header) return bad_catalog(1, header.error().message);
  if (header->operations.size() != lines.size() - 1) {
    return bad_catalog(1, "names " + std::to_string(header->operations.size()) +
                              " operations, but " + std::to_string(lines.size() - 1) +
                              " lines follow");
  }
  for (size_t i = 0; i < header->operations.size(); ++i) {
    if (i > 0 && header->operations[i] <= header->operations[i - 1]) {
      return bad_catalog(1, "\"operations\" is not sorted at " + header->operations[i]);
    }
    if (!starts_with_name(lines[i + 1], header->operations[i])) {
      return bad_catalog(i + 2, "is not the operation " + header->operations[i]);
    }
  }

  std::vector<Entry> merged;
  merged.reserve(entries_.size() + header->operations.size());
  size_t known = 0;
  for (size_t i = 0; i < header->operations.size(); ++i) {
    const std::string_view line = lines[i + 1];
    const std::string_view name = line.substr(kLineStart.size(), header->operations[i].size());
    while (known < entries_.size() && entries_[known].name < name) {
      merged.push_back(std::move(entries_[known++]));
    }
    if (known < entries_.size() && entries_[known].name == name) ++known;  // is replaced
    merged.push_back({name, line, i + 2, nullptr});
  }
  std::move(entries_.begin() + static_cast<std::ptrdiff_t>(known), entries_.end(),
            std::back_inserter(merged));
  entries_ = std::move(merged);
  service_line_ = lines[0];
  service_ = std::move(header->service);
  texts_.push_back(std::move(owned));
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
  std::string message = "there is no operation " + std::string(name.substr(0, 64));
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
