#include "validation/messages.h"

#include <array>

namespace ecd::validation {
namespace {

struct Texts {
  Code code;
  std::string_view name;
  std::string_view english;
  std::string_view chinese;
};

// In the order of Code. {word} is a detail of the issue.
constexpr std::array<Texts, kCodeCount> kTexts{{
    {Code::kRequired, "required", "This parameter is required.", "此参数为必填项。"},
    {Code::kType, "type", "Must be of type {expected}, not {actual}.",
     "类型必须为 {expected}，而不是 {actual}。"},
    {Code::kFormat, "format", "Must have the format {format}.", "格式必须为 {format}。"},
    {Code::kUnknownParameter, "unknownParameter",
     "The operation documents no such parameter.{suggestion}",
     "该操作的文档中没有此参数。{suggestion}"},
    {Code::kMinLength, "minLength", "Must have at least {minimum} characters; it has {actual}.",
     "长度至少为 {minimum} 个字符，当前为 {actual} 个。"},
    {Code::kMaxLength, "maxLength", "Must have at most {maximum} characters; it has {actual}.",
     "长度最多为 {maximum} 个字符，当前为 {actual} 个。"},
    {Code::kMinimum, "minimum", "Must be at least {minimum}.", "不能小于 {minimum}。"},
    {Code::kMaximum, "maximum", "Must be at most {maximum}.", "不能大于 {maximum}。"},
    {Code::kMinItems, "minItems", "Must have at least {minimum} items; it has {actual}.",
     "至少需要 {minimum} 项，当前为 {actual} 项。"},
    {Code::kMaxItems, "maxItems", "Must have at most {maximum} items; it has {actual}.",
     "最多允许 {maximum} 项，当前为 {actual} 项。"},
    {Code::kEnum, "enum", "Is not one of the documented values: {values}.",
     "不在文档列出的取值中：{values}。"},
    {Code::kPattern, "pattern",
     "Must be a region ID: lower-case words of letters and digits joined by hyphens, such as "
     "cn-hangzhou.",
     "必须是地域 ID：由小写字母和数字组成的单词，以短划线（-）连接，例如 cn-hangzhou。"},
    {Code::kStartsWith, "startsWith", "Must start with {allowed}.", "必须以{allowed}开头。"},
    {Code::kAllowedCharacters, "allowedCharacters",
     "May contain only {allowed}; character {position} is another.",
     "只能包含{allowed}，第 {position} 个字符不符合要求。"},
    {Code::kForbiddenPrefix, "forbiddenPrefix", "Must not start with {prefix}.",
     "不能以 {prefix} 开头。"},
    {Code::kForbiddenSubstring, "forbiddenSubstring", "Must not contain {substring}.",
     "不能包含 {substring}。"},
    {Code::kSameRegion, "sameRegion", "Must differ from {other}.", "不能与 {other} 相同。"},
    {Code::kUnknownRegion, "unknownRegion", "Is not in the known list of regions.",
     "不在已知的地域列表中。"},
    {Code::kMalformedUnicode, "malformedUnicode",
     "Contains a lone surrogate, which is not valid Unicode.",
     "包含单独的代理项，不是有效的 Unicode 文本。"},
    {Code::kTooDeep, "tooDeep", "Is nested deeper than {maximum} levels, or contains itself.",
     "嵌套超过 {maximum} 层，或者包含自身。"},
    {Code::kTooLarge, "tooLarge", "Makes the call larger than {maximum} bytes.",
     "使请求超过 {maximum} 字节。"},
}};

constexpr bool in_order() {
  for (size_t i = 0; i < kTexts.size(); ++i) {
    if (static_cast<size_t>(kTexts[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "kTexts must have one row for each Code, in its order");

// Characters are named in words: "a letter or a Chinese character", "letters, digits, _".
struct RangeName {
  std::string_view range;
  std::string_view english_one;
  std::string_view english_many;
  std::string_view chinese;
};
constexpr RangeName kRangeNames[] = {
    {"A-Z", "a letter", "letters", "英文字母"},
    {"a-z", "", "", ""},  // named together with A-Z
    {"0-9", "a digit", "digits", "数字"},
    {"\u4E00-\u9FFF", "a Chinese character", "Chinese characters", "中文字符"},
    {"\u0100-\U0010FFFF", "a character beyond U+00FF", "characters beyond U+00FF",
     "U+00FF 之后的字符"},
    {"\n", "a line break", "line breaks", "换行符"},
};

std::string_view name_of_range(std::string_view range, Locale locale, bool one) {
  for (const RangeName& known : kRangeNames) {
    if (known.range != range) continue;
    if (locale == Locale::kChinese) return known.chinese;
    return one ? known.english_one : known.english_many;
  }
  return range;
}

// `ranges` are separated by spaces, as spell_ranges writes them. `one`: any one of them is meant.
std::string name_ranges(std::string_view ranges, Locale locale, bool one) {
  const std::string_view or_word = locale == Locale::kChinese ? "或" : " or ";
  const std::string_view comma = locale == Locale::kChinese ? "、" : ", ";
  std::string out;
  while (!ranges.empty()) {
    const size_t end = std::min(ranges.find(' ', 1), ranges.size());
    const std::string_view name = name_of_range(ranges.substr(0, end), locale, one);
    if (!name.empty() && !out.empty()) out += one ? or_word : comma;
    out += name;
    ranges.remove_prefix(std::min(end + 1, ranges.size()));
  }
  return out;
}

std::string suggest(const std::string& name, Locale locale) {
  if (name.empty()) return {};
  return locale == Locale::kChinese ? "是否想输入 " + name + "？" : " Did you mean " + name + "?";
}

std::string fill_in(std::string_view word, const Issue& issue, Locale locale) {
  for (const Detail& detail : issue.details) {
    if (detail.name != word) continue;
    if (word == "allowed") {
      return name_ranges(detail.text, locale, issue.code == Code::kStartsWith);
    }
    return word == "suggestion" ? suggest(detail.text, locale) : detail.text;
  }
  return {};
}

}  // namespace

std::string_view code_name(Code code) { return kTexts[static_cast<size_t>(code)].name; }

bool has_errors(const std::vector<Issue>& issues) {
  for (const Issue& issue : issues) {
    if (issue.severity == Severity::kError) return true;
  }
  return false;
}

std::string message(const Issue& issue, Locale locale) {
  const Texts& texts = kTexts[static_cast<size_t>(issue.code)];
  std::string_view pattern = locale == Locale::kChinese ? texts.chinese : texts.english;
  std::string out;
  while (!pattern.empty()) {
    const size_t open = std::min(pattern.find('{'), pattern.size());
    out += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const size_t close = pattern.find('}');
    out += fill_in(pattern.substr(1, close - 1), issue, locale);
    pattern.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace ecd::validation
