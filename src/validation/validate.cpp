#include "validation/validate.h"

#include <algorithm>
#include <utility>

#include "text/decimal.h"
#include "text/edit_distance.h"
#include "text/utf8.h"
#include "validation/place.h"
#include "validation/rules.h"
#include "validation/step.h"

namespace ecd::validation {
namespace {

using catalog::Constraints;
using catalog::Field;
using catalog::Operation;
using catalog::Service;
using catalog::Type;
using text::Kind;
using text::Value;

// The bytes one call may take; the boundary cuts off what is larger (npm/src/core/frame_writer.ts).
constexpr size_t kMaxCallSize = 1 << 20;

class Validator {
 public:
  Validator(const Operation& operation, const Service& service, Value parameters, Profile profile)
      : operation_(operation), service_(service), parameters_(parameters) {
    if (profile == Profile::kDefault && operation.strict) profile = Profile::kDocumented;
    checks_schema_ = profile != Profile::kOff;
    checks_documentation_ = profile == Profile::kDefault || profile == Profile::kDocumented;
    documented_ = profile == Profile::kDocumented ? Severity::kError : Severity::kWarning;
  }

  std::vector<Issue> take_issues() { return std::move(issues_); }

  void check_call() {
    if (!parameters_.is(Kind::kObject)) return report_type("object", parameters_);
    for (const Value parameter : parameters_) {
      const Field* field = operation_.parameter(parameter.key());
      if (!field && check_flattened(parameter)) continue;
      check_member(operation_.parameters, field, parameter);
    }
    for (const Field& field : operation_.parameters) {
      if (is_required(field) && !is_given(field)) check_missing_member(field);
    }
  }

  // The field at the end of a path may be missing; those on the way are not looked at.
  void check_at(std::vector<PathStep> path, const Field& field, std::optional<Value> value) {
    start_ = std::move(path);
    if (value) {
      check_present(field, *value);
    } else {
      check_missing(field);
    }
  }

 private:
  void report(Code code, Severity severity, std::vector<Detail> details = {}) {
    std::vector<PathStep> path = start_;
    if (innermost_) innermost_->append_to(path);
    issues_.push_back({std::move(path), code, severity, std::move(details)});
  }

  // Members in the order given, then the missing ones in the order of the documentation.
  void check_members(const Field& around, Value object) {
    for (const Value member : object) {
      check_member(around.properties, around.property(member.key()), member);
    }
    for (const Field& field : around.properties) {
      if (is_required(field) && !object.find(field.name)) check_missing_member(field);
    }
  }

  // `field` is null for one that is not among the documented ones.
  void check_member(const std::vector<Field>& documented, const Field* field, Value member) {
    const Step step(innermost_, member.key());
    if (field) {
      check_present(*field, member);
    } else {
      check_unknown(documented, member);
    }
  }

  // A parameter under its name on the wire, Tag.1.Key, is checked as what it stands for.
  bool check_flattened(Value parameter) {
    std::optional<Place> place = find_flattened(operation_, parameter.key());
    if (!place) return false;
    start_ = std::move(place->path);
    check_present(*place->field, parameter);
    start_.clear();
    return true;
  }

  // Whether there is anything of the parameter; flattened, part of it is enough.
  bool is_given(const Field& field) const {
    for (const Value parameter : parameters_) {
      const std::string_view name = parameter.key();
      if (!name.starts_with(field.name)) continue;
      if (name.size() == field.name.size() || name[field.name.size()] == '.') return true;
    }
    return false;
  }

  static bool is_required(const Field& field) {
    return field.schema.required || field.documented.required;
  }

  void check_missing_member(const Field& field) {
    const Step step(innermost_, field.name);
    check_missing(field);
  }

  void check_missing(const Field& field) {
    if (field.schema.required && checks_schema_) {
      report(Code::kRequired, Severity::kError);
    } else if (field.documented.required && checks_documentation_) {
      report(Code::kRequired, documented_);
    }
  }

  void check_unknown(const std::vector<Field>& fields, Value member) {
    if (!check_crossable(member)) return;
    check_inner_values(member);
    std::vector<std::string_view> names;
    for (const Field& field : fields) names.push_back(field.name);
    const auto suggestion = text::nearest(member.key(), names);
    report(Code::kUnknownParameter,
           is_prototype_name(member.key()) ? Severity::kError : Severity::kWarning,
           {{"suggestion", std::string(suggestion.value_or(""))}});
  }

  // Under an undocumented parameter only what cannot be sent at all is wrong.
  void check_inner_values(Value value) {
    if (value.is(Kind::kObject)) {
      for (const Value member : value) {
        const Step step(innermost_, member.key());
        check_inner_value(member);
      }
    } else if (value.is(Kind::kArray)) {
      check_items(value, [this](Value item) { check_inner_value(item); });
    }
  }

  void check_inner_value(Value value) {
    if (check_crossable(value)) check_inner_values(value);
  }

  template <class Check>
  void check_items(Value array, Check check) {
    uint32_t index = 0;
    for (const Value item : array) {
      const Step step(innermost_, index++);
      check(item);
    }
  }

  // What cannot be put into any request is wrong in every profile.
  bool check_crossable(Value value, std::string_view expected = "any") {
    switch (value.kind()) {
      case Kind::kMalformed:
        report(Code::kMalformedUnicode, Severity::kError);
        return false;
      case Kind::kTooDeep:
        report(Code::kTooDeep, Severity::kError, {figure("maximum", text::kMaxDepth)});
        return false;
      case Kind::kTooLarge:
        report(Code::kTooLarge, Severity::kError, {figure("maximum", kMaxCallSize)});
        return false;
      case Kind::kNull:
      case Kind::kUnsupported:
        report_type(expected, value);
        return false;
      // The service documents no exponents: 1e21 may be sent as text or as a BigInt.
      case Kind::kNumber:
        if (value.text().find('e') == std::string_view::npos) return true;
        report_type(expected, value);
        return false;
      default:
        return true;
    }
  }

  void report_type(std::string_view expected, Value value) {
    report(Code::kType, Severity::kError,
           {{"expected", std::string(expected)}, {"actual", std::string(kind_name(value))}});
  }

  void check_present(const Field& field, Value value) {
    if (!check_crossable(value, type_name(field.type))) return;
    if (field.format == catalog::Format::kRegionId && !check_region(field, value)) return;
    if (!has_type(field, value)) {
      if (checks_schema_) report_type(type_name(field.type), value);
      if (!checks_schema_) check_inner_values(value);
      return;
    }
    switch (field.type) {
      case Type::kString:
      case Type::kInteger:
      case Type::kNumber:
      case Type::kBoolean:
        check_scalar(field, value);
        break;
      case Type::kArray:
        check_array(field, value);
        break;
      case Type::kObject:
        check_members(field, value);
        break;
      case Type::kAny:
        check_inner_values(value);
        break;
    }
    check_other(field, value);
  }

  // A region becomes part of a host name: an ill-formed one is an error in every profile.
  bool check_region(const Field& field, Value value) {
    if (!value.is(Kind::kString) || value.text().empty()) return true;
    if (!catalog::is_region_id(value.text())) {
      report(Code::kPattern, Severity::kError);
      return false;
    }
    if (checks_documentation_ && !service_.region(value.text())) {
      report(Code::kUnknownRegion, Severity::kWarning);
    }
    return field.type == Type::kString;
  }

  void check_scalar(const Field& field, Value value) {
    // A form sends an empty field as "": it is missing, not too short.
    if (value.is(Kind::kString) && value.text().empty() && is_required(field)) {
      return check_missing(field);
    }
    const size_t before = issues_.size();
    // The schema knows the formats of numbers; that of a date is only documented.
    const bool is_date = field.format == catalog::Format::kDateTime;
    if (checks_schema_) {
      if (!is_date) check_format(field, value, Severity::kError);
      check_text(field, field.schema, value, Severity::kError);
    }
    // What the schema refused is not said again with the documentation's figures.
    if (checks_documentation_ && issues_.size() == before) {
      if (is_date) check_format(field, value, documented_);
      check_text(field, field.documented, value, documented_);
    }
  }

  void check_format(const Field& field, Value value, Severity severity) {
    if (has_format(field.format, value.text())) return;
    report(Code::kFormat, severity, {{"format", std::string(format_name(field.format))}});
  }

  void check_text(const Field& field, const Constraints& rules, Value value, Severity severity) {
    if (!rules.has_more) return;
    if (field.type == Type::kString) {
      check_length(rules, value.text(), severity);
      check_characters(rules, value.text(), severity);
    } else if (field.type != Type::kBoolean) {
      check_bounds(rules, value.text(), severity);
    }
    check_enumeration(rules, value);
  }

  void check_length(const Constraints& rules, std::string_view text, Severity severity) {
    if (!rules.min_length && !rules.max_length) return;
    const size_t length = text::count_characters(text);
    if (rules.min_length && length < *rules.min_length) {
      report(Code::kMinLength, severity, limits("minimum", *rules.min_length, length));
    }
    if (rules.max_length && length > *rules.max_length) {
      report(Code::kMaxLength, severity, limits("maximum", *rules.max_length, length));
    }
  }

  static Detail figure(std::string_view name, size_t value) {
    return {name, std::to_string(value), true};
  }

  static std::vector<Detail> limits(std::string_view name, size_t limit, size_t actual) {
    return {figure(name, limit), figure("actual", actual)};
  }

  void check_characters(const Constraints& rules, std::string_view text, Severity severity) {
    // An empty text breaks rules of length, not of characters.
    if (text.empty()) return;
    if (const auto prefix = found_prefix(text, rules.forbidden_prefixes)) {
      // Its other characters would only repeat the complaint (`/` in "http://").
      return report(Code::kForbiddenPrefix, severity, {{"prefix", *prefix}});
    }
    size_t position = 0;
    if (!rules.starts_with.empty() &&
        !is_in_ranges(text::next_code_point(text, position), rules.starts_with)) {
      report(Code::kStartsWith, severity, {{"allowed", spell_ranges(rules.starts_with)}});
    }
    if (!rules.allowed_characters.empty()) {
      // The first character is reported once, by startsWith where there is such a rule.
      const size_t outside = first_outside(text, rules.allowed_characters);
      if (outside > (rules.starts_with.empty() ? 0u : 1u)) {
        report(Code::kAllowedCharacters, severity,
               {{"allowed", spell_ranges(rules.allowed_characters)}, figure("position", outside)});
      }
    }
    if (const auto substring = found_substring(text, rules.forbidden_substrings)) {
      report(Code::kForbiddenSubstring, severity, {{"substring", *substring}});
    }
  }

  void check_bounds(const Constraints& rules, std::string_view text, Severity severity) {
    if (!rules.minimum.empty() && text::compare_decimals(text, rules.minimum) < 0) {
      report(Code::kMinimum, severity, {{"minimum", rules.minimum, true}});
    }
    if (!rules.maximum.empty() && text::compare_decimals(text, rules.maximum) > 0) {
      report(Code::kMaximum, severity, {{"maximum", rules.maximum, true}});
    }
  }

  // Documented lists are open: the service adds values between releases.
  void check_enumeration(const Constraints& rules, Value value) {
    if (rules.enumeration.empty() || !checks_documentation_) return;
    const std::vector<std::string>& list = rules.enumeration;
    if (std::find(list.begin(), list.end(), value.spelling()) != list.end()) return;
    std::string values;
    for (const std::string& known : list) {
      values += (values.empty() ? "" : ", ") + known;
    }
    report(Code::kEnum, Severity::kWarning, {{"values", std::move(values)}});
  }

  void check_array(const Field& field, Value array) {
    const size_t before = issues_.size();
    if (checks_schema_) check_item_count(field.schema, array.size(), Severity::kError);
    if (checks_documentation_ && issues_.size() == before) {
      check_item_count(field.documented, array.size(), documented_);
    }
    check_items(array, [&](Value item) {
      if (field.items.empty()) {
        check_inner_value(item);
      } else {
        check_present(field.items.front(), item);
      }
    });
  }

  void check_item_count(const Constraints& rules, size_t count, Severity severity) {
    if (rules.min_items && count < *rules.min_items) {
      report(Code::kMinItems, severity, limits("minimum", *rules.min_items, count));
    }
    if (rules.max_items && count > *rules.max_items) {
      report(Code::kMaxItems, severity, limits("maximum", *rules.max_items, count));
    }
  }

  void check_other(const Field& field, Value value) {
    const std::string& other = field.documented.differs_from;
    if (other.empty() || !checks_documentation_ || value.text().empty()) return;
    const auto other_value = parameters_.find(other);
    if (other_value && other_value->kind() == value.kind() && other_value->text() == value.text()) {
      report(Code::kSameRegion, documented_, {{"other", other}});
    }
  }

  const Operation& operation_;
  const Service& service_;
  Value parameters_;
  bool checks_schema_;
  bool checks_documentation_;
  Severity documented_;
  std::vector<PathStep> start_;      // of every path, for a place that was named
  const Step* innermost_ = nullptr;  // of the path behind it
  std::vector<Issue> issues_;
};

}  // namespace

std::vector<Issue> validate(const Operation& operation, const Service& service, Value parameters,
                            Profile profile) {
  Validator validator(operation, service, parameters, profile);
  validator.check_call();
  return validator.take_issues();
}

Result<std::vector<Issue>> validate_parameter(const Operation& operation, const Service& service,
                                              std::string_view path, std::optional<Value> value,
                                              Value parameters, Profile profile) {
  std::optional<Place> place = find_place(operation, path);
  if (!place) {
    return Error{"UnknownParameter",
                 operation.name + " has no parameter " + std::string(path.substr(0, 128))};
  }
  Validator validator(operation, service, parameters, profile);
  validator.check_at(std::move(place->path), *place->field, value);
  return validator.take_issues();
}

}  // namespace ecd::validation
