#include "wasm/frame.h"

#include <cmath>
#include <cstdio>
#include <vector>

#include "text/utf8.h"

namespace ecd::wasm {
namespace {

using text::Document;
using text::Kind;

// A frame nests deeper than what it holds: parameters stand in the array of a call's arguments.
constexpr size_t kMaxFrameDepth = text::kMaxDepth + 4;

class FrameReader {
 public:
  explicit FrameReader(std::string_view bytes) : rest_(bytes) {}

  Result<Document> read() {
    document_.reserve(32);
    read_value({});
    while (!failed_ && !open_.empty()) read_next_child();
    if (failed_ || !rest_.empty()) return Error{"BadFrame", "the frame is cut off or corrupt"};
    return std::move(document_);
  }

 private:
  // An array or object whose children are being read.
  struct Open {
    uint32_t index;
    bool is_object;
    size_t children_left;
  };

  void read_next_child() {
    Open& parent = open_.back();
    if (parent.children_left == 0) {
      document_.close(parent.index);
      open_.pop_back();
      return;
    }
    --parent.children_left;
    read_value(parent.is_object ? read_text() : std::string_view());
  }

  void read_value(std::string_view key) {
    if (rest_.empty()) return fail();
    const auto kind = static_cast<Kind>(rest_.front());
    rest_.remove_prefix(1);
    switch (kind) {
      case Kind::kNumber:
      case Kind::kBigInt:
      case Kind::kString:
      case Kind::kMalformed:
      case Kind::kUnsupported: document_.add(kind, key, read_text()); break;
      case Kind::kArray:
      case Kind::kObject: open(kind, key); break;
      case Kind::kNull:
      case Kind::kFalse:
      case Kind::kTrue:
      case Kind::kTooDeep:
      case Kind::kTooLarge: document_.add(kind, key); break;
      default: fail();
    }
  }

  void open(Kind kind, std::string_view key) {
    const size_t children = read_length();
    // Every child takes at least a byte, so a count cannot promise more than there is.
    if (children > rest_.size() || open_.size() == kMaxFrameDepth) return fail();
    open_.push_back({document_.add(kind, key), kind == Kind::kObject, children});
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
  Document document_;
  std::vector<Open> open_;
  bool failed_ = false;
};

}  // namespace

Result<Document> read_frame(std::string_view frame) { return FrameReader(frame).read(); }

void FrameWriter::clear() {
  structure_.clear();
  text_.clear();
}

void FrameWriter::number(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, value == std::floor(value) ? "%.0f" : "%.17g", value);
  piece(Kind::kNumber, buffer);
}

void FrameWriter::open(Kind kind, size_t count) {
  structure_ += static_cast<char>(kind);
  length(count);
}

void FrameWriter::piece(Kind kind, std::string_view value) {
  structure_ += static_cast<char>(kind);
  text_with_length(value);
}

void FrameWriter::text_with_length(std::string_view value) {
  length(text::count_utf16_units(value));
  text_ += value;
}

void FrameWriter::length(size_t value) {
  for (; value >= 0x80; value >>= 7) structure_ += static_cast<char>(0x80 | (value & 0x7F));
  structure_ += static_cast<char>(value);
}

}  // namespace ecd::wasm
