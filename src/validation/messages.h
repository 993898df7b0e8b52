// Texts of issues in English and Chinese.
#pragma once

#include <string>

#include "validation/issue.h"

namespace ecd::validation {

enum class Locale : uint8_t { kEnglish, kChinese };

// The issue as one sentence; figures and names are filled in.
std::string message(const Issue& issue, Locale locale);

}  // namespace ecd::validation
