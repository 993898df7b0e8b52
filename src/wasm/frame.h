// The bytes in which values cross between JavaScript and the core. No Emscripten here: native tests
// and the fuzzer read frames too. The other side: npm/src/core/frame_writer.ts, frame_reader.ts.
//
// Inwards, a value is
//   its kind: one byte, text::Kind;
//   its name, when it is a member of an object: length in bytes, UTF-8;
//   of a number, bigint, string, malformed or unsupported: length in bytes, UTF-8;
//   of an array or object: its values, and the byte kEnd.
// Lengths are LEB128: seven bits a byte, lowest first, high bit set on all but the last.
//
// Outwards, structure and text are apart, so that JavaScript decodes all text in one go and slices
// it: the same bytes without the texts, lengths in UTF-16 units; and all texts, one behind the
// other.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "text/result.h"
#include "text/value.h"

namespace ecd::wasm {

// Stands behind the last value of an array or object.
inline constexpr uint8_t kEnd = 12;

// Reads the one value of a frame into an empty document; texts stay views into the frame. Errors:
// `BadFrame`.
Status read_frame(std::string_view frame, text::Document& document);

class FrameWriter {
 public:
  void clear();

  // The name of the next value, which is a member of an object.
  void key(std::string_view name) { key_ = name; }

  void null() { kind(text::Kind::kNull); }
  void boolean(bool value) { kind(value ? text::Kind::kTrue : text::Kind::kFalse); }
  // The number's decimal spelling.
  void number(std::string_view value) { piece(text::Kind::kNumber, value); }
  void string(std::string_view value) { piece(text::Kind::kString, value); }
  // One text in several pieces.
  void string(std::initializer_list<std::string_view> pieces);
  // Followed by values and `end`.
  void array() { kind(text::Kind::kArray); }
  void object() { kind(text::Kind::kObject); }
  void end() { structure_ += static_cast<char>(kEnd); }

  const std::string& structure() const { return structure_; }
  const std::string& text() const { return text_; }

 private:
  void kind(text::Kind kind);
  void piece(text::Kind kind, std::string_view value);
  void length(size_t units);
  void text_with_length(std::string_view value);

  std::optional<std::string_view> key_;
  std::string structure_;
  std::string text_;
};

}  // namespace ecd::wasm
