// Input: a raw query. Its canonical form is right by a second writer, and canonical already.
#include "signing/canonical_query.h"

#include "support.h"

using namespace ecd;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto parameters = signing::parse_query(fuzz::view(data, size));
  if (!parameters) return 0;
  const std::string canonical = signing::canonical_query(*parameters);
  fuzz::require(canonical == fuzz::naive_query(*parameters), "two writers agree");
  const auto again = signing::parse_query(canonical);
  fuzz::require(bool{again}, "a canonical query can be read");
  fuzz::require(again->size() == parameters->size(), "no parameter is lost");
  fuzz::require(signing::canonical_query(*again) == canonical, "canonical stays canonical");
  std::reverse(parameters->begin(), parameters->end());
  fuzz::require(signing::canonical_query(*parameters) == canonical, "the order given is nothing");
  return 0;
}
