// "Did you mean": the nearest of a few names.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace ecd::text {

// The name that takes the fewest single-character edits to become `word` (case counts for nothing),
// or nothing when more than a third of the word would have to change.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> names);

}  // namespace ecd::text
