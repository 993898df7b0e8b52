#include "catalog/reader.h"

#include <span>
#include <utility>

#include "text/decimal.h"
#include "text/utf8.h"

namespace ecd::catalog {
namespace {

using text::Kind;
using text::Value;

constexpr std::string_view kFormatVersion = "1";

// Reads members of an object and keeps the first complaint; a missing member is no complaint.
class Reader {
 public:
  bool failed() const { return !problem_.empty(); }
  Error error() const { return {"BadCatalog", problem_}; }

  void complain(std::string_view key, std::string_view expected) {
    if (!failed()) problem_ = "\"" + std::string(key) + "\" must be " + std::string(expected);
  }

  std::string required_text(Value object, std::string_view key) {
    const auto member = object.find(key);
    if (member && member->is(Kind::kString) && !member->text().empty()) {
      return std::string(member->text());
    }
    complain(key, "a text");
    return {};
  }

  bool flag(Value object, std::string_view key) {
    const auto member = object.find(key);
    if (member && !member->is_boolean()) complain(key, "true or false");
    return member && member->is(Kind::kTrue);
  }

  std::string bound(Value object, std::string_view key) {
    const auto member = object.find(key);
    if (!member) return {};
    if (member->is(Kind::kNumber) && member->text().find_first_of("eE") == std::string_view::npos) {
      return std::string(member->text());
    }
    complain(key, "a number without an exponent");
    return {};
  }

  std::optional<uint32_t> count(Value object, std::string_view key) {
    const auto member = object.find(key);
    if (!member) return {};
    const auto stated =
        member->is(Kind::kNumber) ? text::parse_decimal<uint32_t>(member->text()) : std::nullopt;
    if (!stated) complain(key, "a count");
    return stated;
  }

  // A list of texts; numbers and booleans are taken by their spelling.
  std::vector<std::string> texts(Value object, std::string_view key) {
    std::vector<std::string> out;
    for_each(object, key, [&](Value item) {
      if (item.is(Kind::kString) || item.is(Kind::kNumber) || item.is_boolean()) {
        out.emplace_back(item.spelling());
      } else {
        complain(key, "a list of texts");
      }
    });
    return out;
  }

  template <class Function>
  void for_each(Value object, std::string_view key, Function function) {
    const auto list = object.find(key);
    if (!list) return;
    if (!list->is(Kind::kArray)) return complain(key, "a list");
    for (const Value item : *list) {
      if (failed()) return;
      function(item);
    }
  }

  // The value that `table` gives for a word; the table's first when there is none.
  template <class T>
  T word(Value object, std::string_view key,
         std::span<const std::pair<std::string_view, T>> table) {
    const auto member = object.find(key);
    if (!member) return table.front().second;
    for (const auto& [name, value] : table) {
      if (member->is(Kind::kString) && member->text() == name) return value;
    }
    complain(key, "one of the words in README.md");
    return table.front().second;
  }

 private:
  std::string problem_;
};

template <class T>
using Word = std::pair<std::string_view, T>;

constexpr Word<Type> kTypes[] = {{"string", Type::kString}, {"integer", Type::kInteger},
                                 {"number", Type::kNumber}, {"boolean", Type::kBoolean},
                                 {"array", Type::kArray},   {"object", Type::kObject},
                                 {"any", Type::kAny}};
constexpr Word<Format> kFormats[] = {{"", Format::kNone},
                                     {"int32", Format::kInt32},
                                     {"int64", Format::kInt64},
                                     {"float", Format::kFloat},
                                     {"double", Format::kDouble},
                                     {"date-time", Format::kDateTime},
                                     {"regionId", Format::kRegionId}};
constexpr Word<Style> kStyles[] = {
    {"repeatList", Style::kRepeatList}, {"flat", Style::kFlat}, {"json", Style::kJson}};
constexpr Word<Position> kPositions[] = {
    {"query", Position::kQuery}, {"formData", Position::kFormData}, {"host", Position::kHost}};

// "a", or "a-z" with both ends included.
std::optional<CharacterRange> parse_range(std::string_view text) {
  size_t position = 0;
  if (text.empty()) return {};
  const char32_t first = text::next_code_point(text, position);
  if (position == text.size()) return CharacterRange{first, first};
  if (text[position] != '-' || ++position == text.size()) return {};
  const char32_t last = text::next_code_point(text, position);
  if (position != text.size() || last < first || last == text::kMalformed) return {};
  return CharacterRange{first, last};
}

std::vector<CharacterRange> read_ranges(Reader& reader, Value object, std::string_view key) {
  std::vector<CharacterRange> out;
  for (const std::string& item : reader.texts(object, key)) {
    if (const auto range = parse_range(item)) {
      out.push_back(*range);
    } else {
      reader.complain(key, "a list of characters and ranges");
    }
  }
  return out;
}

Constraints read_constraints(Reader& reader, Value field, std::string_view key) {
  Constraints out;
  const auto stated = field.find(key);
  if (!stated) return out;
  if (!stated->is(Kind::kObject)) reader.complain(key, "an object");
  out.required = reader.flag(*stated, "required");
  out.has_more = stated->size() > (stated->find("required") ? 1u : 0u);
  out.min_length = reader.count(*stated, "minLength");
  out.max_length = reader.count(*stated, "maxLength");
  out.min_items = reader.count(*stated, "minItems");
  out.max_items = reader.count(*stated, "maxItems");
  out.minimum = reader.bound(*stated, "minimum");
  out.maximum = reader.bound(*stated, "maximum");
  out.enumeration = reader.texts(*stated, "enum");
  out.starts_with = read_ranges(reader, *stated, "startsWith");
  out.allowed_characters = read_ranges(reader, *stated, "allowedCharacters");
  out.forbidden_prefixes = reader.texts(*stated, "forbiddenPrefixes");
  out.forbidden_substrings = reader.texts(*stated, "forbiddenSubstrings");
  if (stated->find("differsFrom")) out.differs_from = reader.required_text(*stated, "differsFrom");
  return out;
}

// Recursion is bounded: json::parse refuses texts deeper than text::kMaxDepth.
Field read_field(Reader& reader, Value value, bool named) {
  Field out;
  if (!value.is(Kind::kObject)) {
    reader.complain("field", "an object");
    return out;
  }
  if (named) out.name = reader.required_text(value, "name");
  out.type = reader.word<Type>(value, "type", kTypes);
  out.format = reader.word<Format>(value, "format", kFormats);
  out.style = reader.word<Style>(value, "style", kStyles);
  out.position = reader.word<Position>(value, "in", kPositions);
  out.schema = read_constraints(reader, value, "schema");
  out.documented = read_constraints(reader, value, "documented");
  if (const auto items = value.find("items")) {
    out.items.push_back(read_field(reader, *items, false));
  }
  reader.for_each(value, "properties", [&](Value property) {
    out.properties.push_back(read_field(reader, property, true));
  });
  return out;
}

}  // namespace

Result<Header> read_header(Value line) {
  Reader reader;
  Header header;
  const auto version = line.find("catalog");
  if (!version || !version->is(Kind::kNumber) || version->text() != kFormatVersion) {
    return Error{"BadCatalog", "\"catalog\" must be the format version 1"};
  }
  header.service.product = reader.required_text(line, "product");
  header.service.version = reader.required_text(line, "version");
  reader.for_each(line, "regions", [&](Value region) {
    header.service.regions.push_back(
        {reader.required_text(region, "id"), reader.required_text(region, "endpoint")});
  });
  reader.for_each(line, "sizes", [&](Value size) {
    const auto bytes = text::parse_decimal<uint32_t>(size.text());
    if (!bytes) reader.complain("sizes", "a list of sizes in bytes");
    header.sizes.push_back(bytes.value_or(0));
  });
  header.service.all_operations = reader.texts(line, "allOperations");
  if (reader.failed()) return reader.error();
  return header;
}

Result<Operation> read_operation(Value line) {
  Reader reader;
  Operation out;
  out.name = reader.required_text(line, "name");
  out.methods = reader.texts(line, "methods");
  if (out.methods.empty()) reader.complain("methods", "a list with at least one method");
  out.strict = reader.flag(line, "strict");
  out.read = reader.flag(line, "read");
  reader.for_each(line, "parameters", [&](Value parameter) {
    out.parameters.push_back(read_field(reader, parameter, true));
  });
  if (reader.failed()) return reader.error();
  return out;
}

}  // namespace ecd::catalog
