#include "text/pem.h"

#include <string>

namespace ecd::text {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";

}  // namespace

std::optional<Pem> find_pem(std::string_view text) {
  const size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) return Pem{{}, text};
  text.remove_prefix(begin + kBegin.size());
  const size_t label_end = text.find(kDashes);
  if (label_end == std::string_view::npos || label_end == 0) return {};
  const std::string_view label = text.substr(0, label_end);
  text.remove_prefix(label_end + kDashes.size());

  std::string end_line = "-----END ";
  end_line.append(label).append(kDashes);
  const size_t end = text.find(end_line);
  if (end == std::string_view::npos) return {};
  if (text.find(kBegin) != std::string_view::npos) return {};
  return Pem{label, text.substr(0, end)};
}

}  // namespace ecd::text
