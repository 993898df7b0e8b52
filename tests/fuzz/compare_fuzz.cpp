// Input: two texts with a NUL between them. The difference that is found is one, and the first.
#include "signing/compare.h"

#include "support.h"

using namespace ecd;

namespace {

// A service's message around a text is not part of what is compared.
bool is_message(std::string_view text) { return text.find("string to sign is:") != text.npos; }

std::string_view line_of(std::string_view text, size_t number) {
  for (; number > 1; --number) fuzz::take_until(text, '\n');
  return fuzz::take_until(text, '\n');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view theirs = fuzz::view(data, size);
  const std::string_view ours = fuzz::take_until(theirs, '\0');
  fuzz::require(!signing::compare(ours, ours) || is_message(ours), "a text equals itself");
  const auto found = signing::compare(ours, theirs);
  if (is_message(theirs)) return 0;
  fuzz::require(bool{found} == (ours != theirs), "a difference is found where there is one");
  if (!found) return 0;
  fuzz::require(ours.substr(0, found->byte) == theirs.substr(0, found->byte),
                "what stands before the difference is equal");
  fuzz::require(ours.substr(found->byte, 1) != theirs.substr(found->byte, 1),
                "the byte that is named differs");
  fuzz::require(
      found->ours == line_of(ours, found->line) && found->theirs == line_of(theirs, found->line),
      "the lines that are shown are those of that number");
  fuzz::require(found->ours != found->theirs || found->ours.empty(),
                "the lines that are shown differ");
  fuzz::require(found->column >= 1 && found->column <= found->byte + 1,
                "the column is in the line");
  fuzz::require(
      !signing::cause_name(found->cause).empty() && !signing::cause_text(found->cause).empty(),
      "a cause has a name and a text");
  return 0;
}
