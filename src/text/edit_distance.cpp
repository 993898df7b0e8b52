#include "text/edit_distance.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "text/ascii.h"

namespace ecd::text {
namespace {

// Longer words are no typing slips, and the work grows with the product of the lengths.
constexpr size_t kMaxLength = 64;

// Levenshtein distance, one row of the table at a time. Requires that b is no longer than
// kMaxLength.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::array<size_t, kMaxLength + 1> row;
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (to_lower(a[i - 1]) == to_lower(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> names) {
  if (word.size() > kMaxLength) return {};
  std::optional<std::string_view> best;
  size_t best_distance = word.size() / 3 + 1;
  for (const std::string_view name : names) {
    // So many letters are missing at least.
    const size_t least = std::max(word.size(), name.size()) - std::min(word.size(), name.size());
    if (least >= best_distance || name.size() > kMaxLength) continue;
    const size_t distance = edit_distance(word, name);
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

}  // namespace ecd::text
