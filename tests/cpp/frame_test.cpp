#include "wasm/frame.h"

#include <gtest/gtest.h>

#include "json/write.h"
#include "support.h"
#include "wasm/arguments.h"
#include "wasm/core.h"

namespace ecd::wasm {
namespace {

using text::Kind;

char byte(Kind kind) { return static_cast<char>(kind); }
constexpr char kEndByte = static_cast<char>(kEnd);

std::string piece(Kind kind, const std::string& text) {
  return std::string(1, byte(kind)) + static_cast<char>(text.size()) + text;
}

bool is_frame(std::string_view bytes) {
  text::Document document;
  return !read_frame(bytes, document);
}

TEST(Frame, ReadsNestedValues) {
  // ["a", {"k": 1.5, "m": [true, null]}]
  std::string frame(1, byte(Kind::kArray));
  frame += piece(Kind::kString, "a");
  frame += byte(Kind::kObject);
  frame += std::string(1, byte(Kind::kNumber)) + "\1k" + "\0031.5";
  frame += std::string(1, byte(Kind::kArray)) + "\1m";
  frame += {byte(Kind::kTrue), byte(Kind::kNull), kEndByte, kEndByte, kEndByte};
  text::Document document;
  ASSERT_FALSE(read_frame(frame, document));
  std::string json;
  json::append(json, document.root());
  EXPECT_EQ(json, R"(["a",{"k":1.5,"m":[true,null]}])");
  for (size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(is_frame(std::string_view(frame).substr(0, size))) << size;
  }
  EXPECT_FALSE(is_frame(frame + kEndByte));
}

TEST(Frame, RefusesFalseLengthsKindsAndDepth) {
  EXPECT_FALSE(is_frame(std::string("\x05\xff\xff\xff\xff\xff", 6)));
  EXPECT_FALSE(
      is_frame(std::string("\x05\x05"
                           "abc",
                           5)));
  EXPECT_FALSE(is_frame("\x20"));
  EXPECT_FALSE(is_frame(std::string(1, kEndByte)));
  EXPECT_FALSE(is_frame(std::string(1000, byte(Kind::kArray))));
}

TEST(Frame, CountsTextInUtf16Units) {
  FrameWriter writer;
  writer.object();
  writer.key("\u4e2d");
  writer.string("\U0001F5A5");
  writer.end();
  EXPECT_EQ(writer.text(), "\u4e2d\U0001F5A5");
  EXPECT_EQ(writer.structure(),
            std::string({byte(Kind::kObject), byte(Kind::kString), 1, 2, kEndByte}));
}

TEST(Frame, WritesATextInPieces) {
  FrameWriter writer;
  writer.string({"a", "\u4e2d", ""});
  EXPECT_EQ(writer.text(), "a\u4e2d");
  EXPECT_EQ(writer.structure(), std::string({byte(Kind::kString), 2}));
}

TEST(Core, AnswersErrorsAsValues) {
  Core core;
  core.load_catalog("nonsense");
  EXPECT_NE(core.answer().text().find("BadCatalog"), std::string::npos);
  core.load_catalog(test::read_file("src/catalog/data/image_family.ndjson"));
  EXPECT_EQ(core.answer().text(), "value");
  core.call(&Core::sign, "\xff");
  EXPECT_NE(core.answer().text().find("BadFrame"), std::string::npos);
  core.call(&Core::sign, std::string({byte(Kind::kArray), kEndByte}));
  EXPECT_NE(core.answer().text().find("UnknownOperation"), std::string::npos);
}

TEST(Core, AnswersACallThatLacksArguments) {
  Core core;
  core.load_catalog(test::read_file("src/catalog/data/image_family.ndjson"));
  const std::string frame =
      std::string(1, byte(Kind::kArray)) + piece(Kind::kString, "CopyImage") + kEndByte;
  for (const auto call : {&Core::validate, &Core::validate_parameter, &Core::validate_received,
                          &Core::build, &Core::sign, &Core::sign_batch}) {
    core.call(call, frame);
    EXPECT_NE(core.answer().text().find("BadFrame"), std::string::npos);
  }
}

TEST(Core, RefusesABatchWithAPartOfACall) {
  Core core;
  core.load_catalog(test::read_file("src/catalog/data/image_family.ndjson"));
  std::string frame = std::string(1, byte(Kind::kArray)) + piece(Kind::kString, "CopyImage");
  frame += std::string(6, byte(Kind::kNull)) + byte(Kind::kArray);
  frame += {byte(Kind::kObject), kEndByte};  // parameters, but neither endpoint nor nonce
  frame += {kEndByte, kEndByte};
  core.call(&Core::sign_batch, frame);
  EXPECT_NE(core.answer().text().find("BadFrame"), std::string::npos);
}

TEST(Arguments, CountNoFurtherThanJavaScript) {
  const text::Document list = test::values("[9223372036854775807, -9223372036854775808, 7]");
  const Arguments arguments(list.root());
  EXPECT_EQ(arguments.integer(0), 9007199254740991);
  EXPECT_EQ(arguments.optional_integer(1), -9007199254740991);
  EXPECT_EQ(arguments.integer(2), 7);
}

}  // namespace
}  // namespace ecd::wasm
