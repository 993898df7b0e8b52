// Input: a text. Encoding is right by a second writer, and decoding takes it back.
#include "text/percent_encoding.h"

#include "support.h"

using namespace ecd;

// As `form_decode` should read it: `+` is a space, all else as anywhere.
static std::optional<std::string> naive_form_decode(std::string_view text) {
  std::string spelt;
  for (const char c : text) spelt += c == '+' ? std::string("%20") : std::string(1, c);
  return text::percent_decode(spelt);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const std::string encoded = text::percent_encode(text);
  fuzz::require(encoded == fuzz::naive_encode(text), "only unreserved bytes and %XX are written");
  fuzz::require(text::percent_decode(encoded) == text, "decoding takes encoding back");
  fuzz::require(text::form_decode(encoded) == text, "a form decodes what was encoded");
  fuzz::require(text::form_decode(text) == naive_form_decode(text), "+ is a space in forms only");
  if (const auto decoded = text::percent_decode(text)) {
    fuzz::require(decoded->size() <= text.size(), "decoding never makes a text longer");
    fuzz::require(text.find('%') != text.npos || decoded == text, "without % all stays");
  }
  return 0;
}
