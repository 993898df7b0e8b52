#include "wasm/frame.h"

#include <array>

#include "text/utf8.h"

namespace ecd::wasm {
namespace {

using text::Document;
using text::Kind;

// A frame nests deeper than what it holds: parameters stand in the array of a call's arguments.
constexpr size_t kMaxFrameDepth = text::kMaxDepth + 4;

class FrameReader {
 public:
  FrameReader(std::string_view bytes, Document& document) : rest_(bytes), document_(document) {}

  Status read() {
    read_value();
    while (!failed_ && depth_ > 0) read_value();
    if (failed_ || !rest_.empty()) return Error{"BadFrame", "the frame is cut off or corrupt"};
    return {};
  }

 private:
  // An array or object whose children are being read.
  struct Open {
    uint32_t index;
    bool is_object;
  };

  // A value, or the end of the innermost array or object.
  void read_value() {
    if (rest_.empty()) return fail();
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    if (byte == kEnd) return close();
    const std::string_view key =
        depth_ > 0 && open_[depth_ - 1].is_object ? read_text() : std::string_view();
    const auto kind = static_cast<Kind>(byte);
    switch (kind) {
      case Kind::kNumber:
      case Kind::kBigInt:
      case Kind::kString:
      case Kind::kMalformed:
      case Kind::kUnsupported:
        document_.add(kind, key, read_text());
        break;
      case Kind::kArray:
      case Kind::kObject:
        open(kind, key);
        break;
      case Kind::kNull:
      case Kind::kFalse:
      case Kind::kTrue:
      case Kind::kTooDeep:
      case Kind::kTooLarge:
        document_.add(kind, key);
        break;
      default:
        fail();
    }
  }

  void open(Kind kind, std::string_view key) {
    if (depth_ == open_.size()) return fail();
    open_[depth_++] = {document_.add(kind, key), kind == Kind::kObject};
  }

  void close() {
    if (depth_ == 0) return fail();
    document_.close(open_[--depth_].index);
  }

  std::string_view read_text() {
    const size_t length = read_length();
    if (length > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
  }

  size_t read_length() {
    size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail();
    return 0;
  }

  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  Document& document_;
  std::array<Open, kMaxFrameDepth> open_;
  size_t depth_ = 0;
  bool failed_ = false;
};

}  // namespace

Status read_frame(std::string_view frame, Document& document) {
  return FrameReader(frame, document).read();
}

void FrameWriter::clear() {
  structure_.clear();
  text_.clear();
  key_.reset();
}

void FrameWriter::kind(Kind kind) {
  structure_ += static_cast<char>(kind);
  if (key_) text_with_length(*key_);
  key_.reset();
}

void FrameWriter::piece(Kind kind_of_text, std::string_view value) {
  kind(kind_of_text);
  text_with_length(value);
}

void FrameWriter::string(std::initializer_list<std::string_view> pieces) {
  kind(Kind::kString);
  size_t units = 0;
  for (const std::string_view one : pieces) {
    units += text::count_utf16_units(one);
    text_ += one;
  }
  length(units);
}

void FrameWriter::text_with_length(std::string_view value) {
  length(text::count_utf16_units(value));
  text_ += value;
}

void FrameWriter::length(size_t units) {
  for (; units >= 0x80; units >>= 7) structure_ += static_cast<char>(0x80 | (units & 0x7F));
  structure_ += static_cast<char>(units);
}

}  // namespace ecd::wasm
