// The bytes in which values cross between JavaScript and the core. No Emscripten here: native tests
// and the fuzzer read frames too. The other side: npm/src/core/frame_writer.ts, frame_reader.ts.
//
// Inwards, a value is its kind (one byte, text::Kind) and then
//   number, bigint, string, malformed, unsupported: length in bytes, UTF-8;
//   array: count, values;   object: count, then for each member length of the name, name, value.
// Lengths and counts are LEB128: seven bits a byte, lowest first, high bit set on all but the last.
//
// Outwards, structure and text are apart, so that JavaScript decodes all text in one go and slices
// it: the same bytes without the texts, lengths in UTF-16 units; and all texts, one behind the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "text/result.h"
#include "text/value.h"

namespace ecd::wasm {

// Reads the one value of a frame; texts stay views into it. Errors: `BadFrame`.
Result<text::Document> read_frame(std::string_view frame);

class FrameWriter {
 public:
  void clear();

  void null() { structure_ += static_cast<char>(text::Kind::kNull); }
  void boolean(bool value) {
    structure_ += static_cast<char>(value ? text::Kind::kTrue : text::Kind::kFalse);
  }
  void number(double value);
  void string(std::string_view value) { piece(text::Kind::kString, value); }
  // Followed by `count` values, or by `count` times a key and a value.
  void array(size_t count) { open(text::Kind::kArray, count); }
  void object(size_t count) { open(text::Kind::kObject, count); }
  void key(std::string_view name) { text_with_length(name); }

  const std::string& structure() const { return structure_; }
  const std::string& text() const { return text_; }

 private:
  void open(text::Kind kind, size_t count);
  void piece(text::Kind kind, std::string_view value);
  void text_with_length(std::string_view value);
  void length(size_t value);

  std::string structure_;
  std::string text_;
};

}  // namespace ecd::wasm
