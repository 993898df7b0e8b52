#include "signing/compare.h"

#include <algorithm>
#include <vector>

#include "signing/canonical_query.h"
#include "text/ascii.h"
#include "text/percent_encoding.h"
#include "text/utf8.h"

namespace ecd::signing {
namespace {

struct CauseTexts {
  Cause cause;
  std::string_view name;
  std::string_view text;
};

constexpr CauseTexts kCauses[] = {
    {Cause::kMethod, "method", "The HTTP methods differ."},
    {Cause::kPath, "path", "The paths differ."},
    {Cause::kEncodedTwice, "encodedTwice",
     "One side encoded twice: a % was percent-encoded again as %25."},
    {Cause::kEncoding, "encoding",
     "The values are the same but encoded otherwise: a space is %20, digits are upper case, and "
     "only "
     "A-Z a-z 0-9 - _ . ~ stay as they are."},
    {Cause::kOrder, "order",
     "The same parameters in another order: they are sorted by their raw names, before encoding."},
    {Cause::kParameters, "parameters", "The parameters differ."},
    {Cause::kHeaderNotSigned, "headerNotSigned",
     "One side signs a header that the other does not: host, content-type and every x-acs-* header "
     "that is sent must be signed."},
    {Cause::kHeaderValue, "headerValue", "A header has another value, or was not trimmed."},
    {Cause::kHost, "host", "The hosts differ: a proxy may have changed it, or a port is missing."},
    {Cause::kClock, "clock", "The dates differ."},
    {Cause::kNonce, "nonce", "The nonces differ: these are two different requests."},
    {Cause::kBody, "body",
     "The bodies differ: it was changed after signing, or encoded otherwise."},
    {Cause::kAlgorithm, "algorithm", "The algorithms differ."},
    {Cause::kCanonicalRequest, "canonicalRequest",
     "The canonical requests differ; a string to sign shows only their hash. Compare those."},
};

const CauseTexts& texts_of(Cause cause) {
  return *std::find_if(std::begin(kCauses), std::end(kCauses),
                       [&](const CauseTexts& texts) { return texts.cause == cause; });
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t start = 0;;) {
    const size_t end = std::min(text.find(separator, start), text.size());
    parts.push_back(text.substr(start, end - start));
    if (end == text.size()) return parts;
    start = end + 1;
  }
}

std::string_view line_at(const std::vector<std::string_view>& lines, size_t index) {
  return index < lines.size() ? lines[index] : std::string_view();
}

bool encodes(std::string_view encoded, std::string_view text) {
  return encoded != text && text::percent_decode(encoded) == text;
}

std::vector<std::string_view> sorted_parameters(std::string_view query) {
  std::vector<std::string_view> parts = split(query, '&');
  std::sort(parts.begin(), parts.end());
  return parts;
}

// The name of the first parameter whose spelling differs.
std::string_view first_different_name(std::string_view ours, std::string_view theirs) {
  const auto a = split(ours, '&');
  const auto b = split(theirs, '&');
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] != b[i]) return a[i].substr(0, a[i].find('='));
  }
  return {};
}

Cause cause_in_query(std::string_view ours, std::string_view theirs) {
  if (encodes(ours, theirs) || encodes(theirs, ours)) return Cause::kEncodedTwice;
  if (sorted_parameters(ours) == sorted_parameters(theirs)) return Cause::kOrder;
  const auto a = parse_query(ours);
  const auto b = parse_query(theirs);
  if (a && b && canonical_query(*a) == canonical_query(*b)) return Cause::kEncoding;
  const std::string_view name = first_different_name(ours, theirs);
  if (name == "Timestamp") return Cause::kClock;
  return name == "SignatureNonce" ? Cause::kNonce : Cause::kParameters;
}

Cause cause_in_header(std::string_view ours, std::string_view theirs) {
  const std::string_view name = ours.substr(0, ours.find(':'));
  if (name != theirs.substr(0, theirs.find(':'))) return Cause::kHeaderNotSigned;
  if (name == "x-acs-date" || name == "date") return Cause::kClock;
  if (name == "x-acs-signature-nonce") return Cause::kNonce;
  if (name == "host") return Cause::kHost;
  return name.starts_with("x-acs-content-") ? Cause::kBody : Cause::kHeaderValue;
}

// METHOD, path, query, headers, a blank line, their names, hash.
Cause cause_in_canonical_request(const std::vector<std::string_view>& ours,
                                 const std::vector<std::string_view>& theirs, size_t line) {
  const std::string_view a = line_at(ours, line);
  const std::string_view b = line_at(theirs, line);
  if (line == 0) return Cause::kMethod;
  if (line == 1) {
    return encodes(a, b) || encodes(b, a) ? Cause::kEncodedTwice : Cause::kPath;
  }
  if (line == 2) return cause_in_query(a, b);
  // The names stand second to last, the hash last.
  if (line + 1 == ours.size() && line + 1 == theirs.size()) return Cause::kBody;
  if (line + 2 >= ours.size() || line + 2 >= theirs.size()) return Cause::kHeaderNotSigned;
  return cause_in_header(a, b);
}

// METHOD&%2F&query, the query encoded once more.
constexpr std::string_view kRpcMiddle = "&%2F&";

bool is_rpc(std::string_view text) {
  return text.find(kRpcMiddle) != std::string_view::npos &&
         text.find('\n') == std::string_view::npos;
}

Cause cause_in_rpc(std::string_view ours, std::string_view theirs) {
  const size_t a = ours.find(kRpcMiddle);
  const size_t b = theirs.find(kRpcMiddle);
  if (ours.substr(0, a) != theirs.substr(0, b)) return Cause::kMethod;
  const auto our_query = text::percent_decode(ours.substr(a + kRpcMiddle.size()));
  const auto their_query = text::percent_decode(theirs.substr(b + kRpcMiddle.size()));
  if (!our_query || !their_query) return Cause::kEncoding;
  return cause_in_query(*our_query, *their_query);
}

// METHOD, Accept, Content-MD5, Content-Type, Date, headers, resource.
bool is_roa(const std::vector<std::string_view>& lines) {
  return lines.size() > 5 && !lines[1].starts_with('/') && lines.back().starts_with('/');
}

Cause cause_in_roa(const std::vector<std::string_view>& ours,
                   const std::vector<std::string_view>& theirs, size_t line) {
  if (line == 0) return Cause::kMethod;
  if (line == 2) return Cause::kBody;
  if (line == 4) return Cause::kClock;
  if (line < 5) return Cause::kHeaderValue;
  const bool is_last = line + 1 == ours.size();
  if (is_last != (line + 1 == theirs.size())) return Cause::kHeaderNotSigned;
  if (!is_last) return cause_in_header(ours[line], theirs[line]);
  const auto path = [](std::string_view resource) {
    return resource.substr(0, resource.find('?'));
  };
  return path(ours[line]) != path(theirs[line]) ? Cause::kPath : Cause::kParameters;
}

Cause find_cause(std::string_view ours, std::string_view theirs,
                 const std::vector<std::string_view>& our_lines,
                 const std::vector<std::string_view>& their_lines, size_t line) {
  if (is_rpc(ours) && is_rpc(theirs)) return cause_in_rpc(ours, theirs);
  if (our_lines.size() == 2 && their_lines.size() == 2) {
    return line == 0 ? Cause::kAlgorithm : Cause::kCanonicalRequest;
  }
  if (is_roa(our_lines) && is_roa(their_lines)) return cause_in_roa(our_lines, their_lines, line);
  return cause_in_canonical_request(our_lines, their_lines, line);
}

// What a service's message quotes, or the text itself.
std::string_view quoted(std::string_view text) {
  constexpr std::string_view kIntroduction = "server string to sign is:";
  const size_t at = text.find(kIntroduction);
  if (at == std::string_view::npos) return text;
  return text::trim(text.substr(at + kIntroduction.size()));
}

}  // namespace

std::string_view cause_name(Cause cause) { return texts_of(cause).name; }

std::string_view cause_text(Cause cause) { return texts_of(cause).text; }

std::optional<Difference> compare(std::string_view ours, std::string_view theirs) {
  theirs = quoted(theirs);
  if (ours == theirs) return {};
  const auto [at, unused] = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
  Difference out;
  out.byte = static_cast<size_t>(at - ours.begin());
  const std::string_view before = ours.substr(0, out.byte);
  size_t line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  out.column = text::count_characters(before.substr(before.rfind('\n') + 1)) + 1;
  const auto our_lines = split(ours, '\n');
  const auto their_lines = split(theirs, '\n');
  // One text ends here, and what differs is the other's next line.
  if (line_at(our_lines, line) == line_at(their_lines, line)) {
    ++line;
    out.column = 1;
  }
  out.line = line + 1;
  out.ours = line_at(our_lines, line);
  out.theirs = line_at(their_lines, line);
  out.cause = find_cause(ours, theirs, our_lines, their_lines, line);
  return out;
}

}  // namespace ecd::signing
