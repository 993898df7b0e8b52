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
    const Result<text::Document> document = read_frame(frame);
    if (document) {
      (static_cast<Self*>(this)->*function)(document->root());
    } else {
      write_error(document.error());
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

  FrameWriter out_;
};

}  // namespace ecd::wasm
