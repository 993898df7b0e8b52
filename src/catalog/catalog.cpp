#include "catalog/catalog.h"

#include <algorithm>

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

bool starts_with_name(std::string_view line, std::string_view name) {
  constexpr std::string_view kStart = R"({"name":")";
  return line.substr(0, kStart.size()) == kStart && line.substr(kStart.size(), name.size()) == name &&
         line.substr(kStart.size() + name.size(), 1) == "\"";
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
    if (!starts_with_name(lines[i + 1], header->operations[i])) {
      return bad_catalog(i + 2, "is not the operation " + header->operations[i]);
    }
  }

  constexpr size_t kNamePosition = 9;  // behind {"name":"
  for (size_t i = 0; i < header->operations.size(); ++i) {
    const std::string_view line = lines[i + 1];
    const std::string_view name = line.substr(kNamePosition, header->operations[i].size());
    entries_.erase(name);  // the key must point into the newest text as well
    entries_.emplace(name, Entry{line, i + 2, nullptr});
  }
  service_line_ = lines[0];
  service_ = std::move(header->service);
  texts_.push_back(std::move(owned));
  return {};
}

Result<const Catalog::Entry*> Catalog::entry(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found != entries_.end()) return &found->second;
  std::string message = "no operation " + std::string(name.substr(0, 64)) + " is loaded";
  const std::vector<std::string_view> known = names();
  if (const auto near = text::nearest(name, known)) {
    message += "; did you mean " + std::string(*near) + "?";
  }
  return Error{"UnknownOperation", std::move(message)};
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
  return entries_.find(name)->second.line;
}

std::vector<std::string_view> Catalog::names() const {
  std::vector<std::string_view> names;
  names.reserve(entries_.size());
  for (const auto& [name, unused] : entries_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ecd::catalog
