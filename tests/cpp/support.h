// What the tests share: the image family's catalog and values written as JSON.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "catalog/catalog.h"
#include "json/parse.h"

namespace ecd::test {

inline std::string read_file(const std::string& path) {
  std::ifstream file(std::string(ECD_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
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
