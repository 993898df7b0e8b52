// An operation of the service as data: what a call may hold and where it goes. The keys of the data
// file and their meaning stand in README.md beside this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecd::catalog {

enum class Type : uint8_t { kString, kInteger, kNumber, kBoolean, kArray, kObject, kAny };
enum class Format : uint8_t { kNone, kInt32, kInt64, kFloat, kDouble, kDateTime, kRegionId };

// How an array or object is written on the wire: Name.1, Name.Key, or one JSON text.
enum class Style : uint8_t { kRepeatList, kFlat, kJson };

// Where a parameter goes. kHost only chooses the endpoint.
enum class Position : uint8_t { kQuery, kFormData, kHost };

struct CharacterRange {
  char32_t first;
  char32_t last;
};

// Rules a value must keep. Lengths count Unicode characters. An empty list states nothing.
struct Constraints {
  bool required = false;
  bool has_more = false;  // than `required`: there is something to check a value against
  std::optional<uint32_t> min_length;
  std::optional<uint32_t> max_length;
  std::optional<uint32_t> min_items;
  std::optional<uint32_t> max_items;
  std::string minimum;  // decimal, as the catalog spells it
  std::string maximum;
  std::vector<std::string> enumeration;
  std::vector<CharacterRange> starts_with;
  std::vector<CharacterRange> allowed_characters;
  std::vector<std::string> forbidden_prefixes;
  std::vector<std::string> forbidden_substrings;
  std::string differs_from;  // name of another parameter
};

struct Field {
  std::string name;
  Type type = Type::kString;
  Format format = Format::kNone;
  Style style = Style::kRepeatList;
  Position position = Position::kQuery;  // of a parameter
  Constraints schema;                    // what the service refuses
  Constraints documented;                // what only its documentation forbids
  std::vector<Field> items;              // of an array: one
  std::vector<Field> properties;         // of an object

  const Field* property(std::string_view property_name) const;
};

struct Operation {
  std::string name;
  std::vector<std::string> methods;  // the first is the default
  bool read = false;                 // changes nothing: may be sent again
  bool strict = false;               // documentation-only rules are errors by default
  std::vector<Field> parameters;

  const Field* parameter(std::string_view parameter_name) const;
  bool allows(std::string_view method) const;
};

struct Region {
  std::string id;
  std::string endpoint;
};

struct Service {
  std::string product;
  std::string version;
  std::vector<Region> regions;  // sorted by id
  // In the catalog of a part: what the whole service has.
  std::vector<std::string> all_operations;

  const Region* region(std::string_view id) const;
};

// Whether a text has the form of a region ID: lower-case words of letters and digits joined by
// hyphens, the first of letters. Nothing of that form can leave the host name it is put into.
bool is_region_id(std::string_view text);

}  // namespace ecd::catalog
