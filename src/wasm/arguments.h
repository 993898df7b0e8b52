// The arguments of a call, taken out of its frame.
#pragma once

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "text/value.h"
#include "validation/issue.h"
#include "validation/messages.h"

namespace ecd::wasm {

// The arguments of a call, by position. What is absent reads as empty.
class Arguments {
 public:
  explicit Arguments(text::Value list) {
    if (!list.is(text::Kind::kArray)) return;
    size_t count = 0;
    for (const text::Value argument : list) {
      if (count == list_.size()) return;
      list_[count++] = argument;
    }
  }

  std::optional<text::Value> value(size_t index) const { return list_[index]; }
  std::string_view text(size_t index) const {
    return is(index, text::Kind::kString) ? list_[index]->text() : std::string_view();
  }
  bool flag(size_t index) const { return is(index, text::Kind::kTrue); }
  int64_t integer(size_t index) const { return optional_integer(index).value_or(0); }
  // At most what JavaScript counts exactly, so that sums and differences do not overflow.
  std::optional<int64_t> optional_integer(size_t index) const {
    constexpr int64_t kMaxSafeInteger = (int64_t{1} << 53) - 1;
    if (!is(index, text::Kind::kNumber)) return {};
    const std::string text(list_[index]->text());
    return std::clamp<int64_t>(std::strtoll(text.c_str(), nullptr, 10), -kMaxSafeInteger,
                               kMaxSafeInteger);
  }
  validation::Profile profile(size_t index) const {
    const std::string_view name = text(index);
    if (name == "documented") return validation::Profile::kDocumented;
    if (name == "schema") return validation::Profile::kSchema;
    return name == "off" ? validation::Profile::kOff : validation::Profile::kDefault;
  }
  validation::Locale locale(size_t index) const {
    return text(index) == "zh" ? validation::Locale::kChinese : validation::Locale::kEnglish;
  }

 private:
  bool is(size_t index, text::Kind kind) const { return list_[index] && list_[index]->is(kind); }

  // As many as the call with the most has.
  std::array<std::optional<text::Value>, 12> list_;
};

}  // namespace ecd::wasm
