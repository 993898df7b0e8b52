// Input: a byte for the call, and its frame. Whatever the frame holds, the answer is one that
// JavaScript can read: an object with one member, its texts as long as their lengths say.
#include "wasm/frame.h"

#include <fstream>
#include <iterator>

#include "support.h"
#include "text/utf8.h"
#include "wasm/core.h"

using namespace ecd;
using text::Kind;
using wasm::Core;

namespace {

constexpr void (Core::*kCalls[])(text::Value) = {&Core::names,
                                                 &Core::describe,
                                                 &Core::service,
                                                 &Core::validate,
                                                 &Core::validate_parameter,
                                                 &Core::validate_received,
                                                 &Core::build,
                                                 &Core::use_key,
                                                 &Core::forget_key,
                                                 &Core::sign,
                                                 &Core::sign_batch,
                                                 &Core::sign_request,
                                                 &Core::read_claim,
                                                 &Core::verify,
                                                 &Core::compare,
                                                 &Core::read_answer,
                                                 &Core::outcome_of_failure,
                                                 &Core::next_attempt,
                                                 &Core::tokens_after_success,
                                                 &Core::read_rsa_signature};

// ["id", "secret"]
constexpr std::string_view kKey = "\x07\x05\x02id\x05\x06secret\x0C";

// The answer as npm/src/core/frame_reader.ts reads it.
class AnswerReader {
 public:
  explicit AnswerReader(std::string_view structure) : rest_(structure) {}

  void read() {
    fuzz::require(take_kind() == Kind::kObject, "an answer is an object");
    const auto kind = static_cast<Kind>(fuzz::take_byte(rest_));
    take_text();  // its name
    take_value(kind);
    fuzz::require(rest_ == std::string(1, static_cast<char>(wasm::kEnd)),
                  "an answer has one member and nothing behind it");
  }

  size_t text_length() const { return text_length_; }

 private:
  Kind take_kind() {
    fuzz::require(!rest_.empty(), "an answer is complete");
    return static_cast<Kind>(fuzz::take_byte(rest_));
  }

  // UTF-16 units, in LEB128.
  void take_text() {
    size_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
      fuzz::require(!rest_.empty(), "a length is complete");
      const uint8_t byte = fuzz::take_byte(rest_);
      length |= static_cast<size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    text_length_ += length;
  }

  void take_value(Kind kind) {
    switch (kind) {
      case Kind::kNull:
      case Kind::kFalse:
      case Kind::kTrue:
        return;
      case Kind::kNumber:
      case Kind::kString:
        return take_text();
      case Kind::kArray:
      case Kind::kObject:
        return take_children(kind == Kind::kObject);
      default:
        fuzz::require(false, "an answer holds only what JSON can");
    }
  }

  void take_children(bool is_object) {
    for (;;) {
      const Kind kind = take_kind();
      if (static_cast<uint8_t>(kind) == wasm::kEnd) return;
      if (is_object) take_text();
      take_value(kind);
    }
  }

  std::string_view rest_;
  size_t text_length_ = 0;
};

bool is_utf8(const text::Value& value) {
  if (!text::is_utf8(value.key()) || !text::is_utf8(value.text())) return false;
  if (!value.is(Kind::kArray) && !value.is(Kind::kObject)) return true;
  for (const text::Value child : value) {
    if (!is_utf8(child)) return false;
  }
  return true;
}

Core& core() {
  static Core the_core;
  static const bool loaded = [] {
    std::ifstream file(ECD_SOURCE_DIR "/src/catalog/data/image_family.ndjson", std::ios::binary);
    static const std::string catalog(std::istreambuf_iterator<char>(file), {});
    return the_core.load_catalog(catalog);
  }();
  fuzz::require(loaded, "the catalog of the image family loads");
  return the_core;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view frame = fuzz::view(data, size);
  const auto call = kCalls[fuzz::take_byte(frame) % std::size(kCalls)];
  core().call(&Core::use_key, kKey);  // whichever the last input has left
  core().call(call, frame);
  const std::string& text = core().answer().text();
  AnswerReader reader(core().answer().structure());
  reader.read();
  fuzz::require(reader.text_length() == text::count_utf16_units(text),
                "the lengths add up to the text");
  text::Document document;
  const bool is_good = !wasm::read_frame(frame, document) && is_utf8(document.root());
  fuzz::require(!is_good || text::is_utf8(text), "UTF-8 is answered in UTF-8");
  return 0;
}
