// Owned texts behind views.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>

namespace ecd::text {

// Texts that live as long as this does. Views of them stay valid when it is moved.
class KeptTexts {
 public:
  std::string_view keep(std::string text) { return texts_.emplace_front(std::move(text)); }
  void clear() { texts_.clear(); }

 private:
  std::forward_list<std::string> texts_;
};

}  // namespace ecd::text
