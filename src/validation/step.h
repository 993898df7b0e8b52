// The way to the value that is being checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "validation/issue.h"

namespace ecd::validation {

// A step of it, living where that check runs: `innermost` points to it for as long. The path is
// spelt out only for an issue, so that a call without any allocates nothing.
class Step {
 public:
  Step(const Step*& innermost, std::string_view name) : Step(innermost, name, 0, true) {}
  Step(const Step*& innermost, uint32_t index) : Step(innermost, {}, index, false) {}
  ~Step() { innermost_ = outer_; }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  void append_to(std::vector<PathStep>& path) const {
    if (outer_) outer_->append_to(path);
    if (is_name_) {
      path.emplace_back(std::string(name_));
    } else {
      path.emplace_back(index_);
    }
  }

 private:
  Step(const Step*& innermost, std::string_view name, uint32_t index, bool is_name)
      : innermost_(innermost), outer_(innermost), name_(name), index_(index), is_name_(is_name) {
    innermost_ = this;
  }

  const Step*& innermost_;
  const Step* const outer_;
  std::string_view name_;
  uint32_t index_;
  bool is_name_;
};

}  // namespace ecd::validation
