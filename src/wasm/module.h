// What the modules of the package have in common: calls over frames, and their answers.
//
// Every call answers an object with one member: `value`, `error` {code, message}, or `issues`.
#pragma once

#include <string_view>

#include "text/result.h"
#include "text/value.h"
#include "wasm/frame.h"

namespace ecd::wasm {

// `Self` is the class that derives from it, whose functions are the calls.
template <class Self>
class Module {
 public:
  // Reads the frame and makes the call; the answer is in `answer()` afterwards.
  void call(void (Self::*function)(text::Value), std::string_view frame) {
    out_.clear();
    arguments_.clear();
    if (const Status problem = read_frame(frame, arguments_)) {
      write_error(*problem);
    } else {
      (static_cast<Self*>(this)->*function)(arguments_.root());
      if (out_.structure().empty()) write_error({"BadFrame", "an argument is missing"});
    }
    out_.end();  // of the object that every answer is
  }

  const FrameWriter& answer() const { return out_; }

 protected:
  // The answer's value follows.
  void begin_value() {
    out_.object();
    out_.key("value");
  }

  void write_error(const Error& error) {
    out_.object();
    out_.key("error");
    out_.object();
    out_.key("code");
    out_.string(error.code);
    out_.key("message");
    out_.string(error.message);
    out_.end();
  }

  // Instead of what has been written.
  void write_only(const Error& error) {
    out_.clear();
    write_error(error);
  }

  FrameWriter out_;

 private:
  text::Document arguments_;  // of the call that is being made
};

}  // namespace ecd::wasm
