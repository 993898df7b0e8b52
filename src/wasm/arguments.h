// The arguments of a call, taken out of its frame.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/value.h"
#include "validation/issue.h"
#include "validation/messages.h"

namespace ecd::wasm {

// The arguments of a call, by position. What is absent reads as empty.
class Arguments {
 public:
  explicit Arguments(text::Value list) {
    if (!list.is(text::Kind::kArray)) return;
    for (const text::Value argument : list) list_.push_back(argument);
  }

  std::optional<text::Value> value(size_t index) const {
    if (index >= list_.size()) return {};
    return list_[index];
  }
  std::string_view text(size_t index) const {
    const std::optional<text::Value> argument = value(index);
    return argument && argument->is(text::Kind::kString) ? argument->text() : std::string_view();
  }
  bool flag(size_t index) const {
    return index < list_.size() && list_[index].is(text::Kind::kTrue);
  }
  // At most what JavaScript counts exactly, so that sums and differences do not overflow.
  int64_t integer(size_t index) const {
    constexpr int64_t kMaxSafeInteger = (int64_t{1} << 53) - 1;
    const std::optional<text::Value> argument = value(index);
    if (!argument || !argument->is(text::Kind::kNumber)) return 0;
    const int64_t number = std::strtoll(std::string(argument->text()).c_str(), nullptr, 10);
    return std::clamp(number, -kMaxSafeInteger, kMaxSafeInteger);
  }
  std::optional<int64_t> optional_integer(size_t index) const {
    const std::optional<text::Value> argument = value(index);
    if (!argument || !argument->is(text::Kind::kNumber)) return {};
    return integer(index);
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
  std::vector<text::Value> list_;
};

}  // namespace ecd::wasm
