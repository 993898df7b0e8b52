// What the tests share: the image family's catalog and values written as JSON.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "catalog/catalog.h"
#include "json/parse.h"

namespace ecd::test {

// The text of a file, for as long as the tests run; "" when it is not there. A path that does not
// start with / is one of the repository.
inline const std::string& read_file(const std::string& path) {
  static std::map<std::string, std::string> known;
  const auto [entry, is_new] = known.try_emplace(path);
  if (is_new) {
    std::ifstream file(std::filesystem::path(ECD_SOURCE_DIR) / path, std::ios::binary);
    entry->second.assign(std::istreambuf_iterator<char>(file), {});
  }
  return entry->second;
}

inline const catalog::Catalog& image_family() {
  static const catalog::Catalog catalog = [] {
    catalog::Catalog loaded;
    if (loaded.load(read_file("src/catalog/data/image_family.ndjson"))) std::abort();
    return loaded;
  }();
  return catalog;
}

inline const catalog::Operation& operation(std::string_view name) {
  return **image_family().find(name);
}

// Aborts on what is no JSON text: a mistake of the test.
inline text::Document values(std::string_view json) {
  Result<text::Document> document = json::parse(json);
  if (!document) std::abort();
  return std::move(*document);
}

}  // namespace ecd::test
