// A tree of values: parameters from JavaScript, a JSON text, a line of a catalog.
//
// The nodes stand in one array in the order in which they were written; each knows where its
// subtree ends. Texts are views into the caller's bytes, or into the document where they had to be
// unescaped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/kept_texts.h"

namespace ecd::text {

// Deeper values are cut off and reported: the service has nothing deeper than a handful.
inline constexpr size_t kMaxDepth = 64;

// What JavaScript can hold and a request cannot is a kind of its own, so that it can be reported
// with its place. The numbers are part of the frame format (src/wasm/frame.h).
enum class Kind : uint8_t {
  kNull = 0,
  kFalse = 1,
  kTrue = 2,
  kNumber = 3,     // text: decimal digits, as JavaScript or JSON spells it
  kBigInt = 4,     // text: decimal digits
  kString = 5,     // text: well-formed UTF-8
  kMalformed = 6,  // a string with a lone surrogate; text: without it
  kArray = 7,
  kObject = 8,
  kUnsupported = 9,  // text: the type's name, e.g. "Date", "NaN"
  kTooDeep = 10,     // deeper than kMaxDepth, or in a cycle
  kTooLarge = 11,    // over the limit of one call
};

struct Node {
  Kind kind;
  uint32_t end;          // index behind the subtree
  std::string_view key;  // name in the object around it
  std::string_view text;
};

class Value;

class Document {
 public:
  Document() = default;
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  // Values point into the document.
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // The first value; requires that there is one.
  Value root() const;
  bool empty() const { return nodes_.empty(); }

  // Writes a node; an array or object stays open until `close`.
  uint32_t add(Kind kind, std::string_view key, std::string_view text = {});
  void close(uint32_t index) { nodes_[index].end = static_cast<uint32_t>(nodes_.size()); }

  // A copy of `text` that lives as long as the document.
  std::string_view keep(std::string text) { return kept_.keep(std::move(text)); }

  void reserve(size_t nodes) { nodes_.reserve(nodes); }

  // Makes it empty; the room stays for the next values, unless a large one took it.
  void clear() {
    if (nodes_.capacity() > kKeptNodes) nodes_ = {};
    nodes_.clear();
    kept_.clear();
  }

 private:
  // More than any call of the service has.
  static constexpr size_t kKeptNodes = 4096;

  friend class Value;
  std::vector<Node> nodes_;
  KeptTexts kept_;
};

// A node with its document; cheap to copy, valid while the document lives.
class Value {
 public:
  Value(const Document& document, uint32_t index) : document_(&document), index_(index) {}

  Kind kind() const { return node().kind; }
  std::string_view key() const { return node().key; }
  std::string_view text() const { return node().text; }
  // The same, but a boolean's is `true` or `false`.
  std::string_view spelling() const;

  bool is(Kind kind) const { return node().kind == kind; }
  bool is_boolean() const { return is(Kind::kTrue) || is(Kind::kFalse); }
  bool is_number() const { return is(Kind::kNumber) || is(Kind::kBigInt); }

  // The children of an array or object, in order.
  class Iterator {
   public:
    Iterator(const Document& document, uint32_t index) : document_(&document), index_(index) {}
    Value operator*() const { return {*document_, index_}; }
    Iterator& operator++() {
      index_ = document_->nodes_[index_].end;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Document* document_;
    uint32_t index_;
  };
  Iterator begin() const { return {*document_, index_ + 1}; }
  Iterator end() const { return {*document_, node().end}; }
  size_t size() const;

  // The last member of that name, as JSON.parse keeps it.
  std::optional<Value> find(std::string_view name) const;
  // The text of a string member, or "".
  std::string_view text_of(std::string_view name) const;

 private:
  const Node& node() const { return document_->nodes_[index_]; }

  const Document* document_;
  uint32_t index_;
};

}  // namespace ecd::text
