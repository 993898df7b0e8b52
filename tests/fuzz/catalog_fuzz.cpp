// Input: a byte, and either a catalog text (the byte is 'c') or the line of one operation, to which
// a valid first line is made. What is loaded can be used; what is refused changes nothing.
#include "catalog/catalog.h"

#include "support.h"
#include "text/utf8.h"
#include "validation/messages.h"
#include "validation/validate.h"

using namespace ecd;

namespace {

std::string with_first_line(std::string_view line) {
  std::string_view rest = line;
  fuzz::take_until(rest, ':');
  fuzz::take_until(rest, '"');
  const std::string name(fuzz::take_until(rest, '"'));
  return R"({"catalog":1,"product":"ecd","version":"2020-09-30",)"
         R"("regions":[{"id":"cn-hangzhou","endpoint":"ecd.cn-hangzhou.aliyuncs.com"}],)"
         R"("operations":[")" +
         name + R"("],"sizes":[)" + std::to_string(line.size()) + "]}\n" + std::string(line);
}

void check_issues(const std::vector<validation::Issue>& issues) {
  for (const validation::Issue& issue : issues) {
    for (const auto locale : {validation::Locale::kEnglish, validation::Locale::kChinese}) {
      const std::string message = validation::message(issue, locale);
      fuzz::require(!message.empty() && text::is_utf8(message), "an issue has a text");
    }
  }
}

// Every field is asked about, with a text that is a number, a region and a date to no field at
// once.
void use(const catalog::Operation& operation, const catalog::Service& service) {
  text::Document parameters;
  const uint32_t object = parameters.add(text::Kind::kObject, {});
  for (const catalog::Field& field : operation.parameters) {
    const bool is_list = field.type == catalog::Type::kArray;
    const uint32_t list = is_list ? parameters.add(text::Kind::kArray, field.name) : 0;
    parameters.add(text::Kind::kString, is_list ? std::string_view() : field.name, "-1");
    if (is_list) parameters.close(list);
  }
  parameters.close(object);
  const auto profile = validation::Profile::kDocumented;
  check_issues(validation::validate(operation, service, parameters.root(), profile));
  for (const catalog::Field& field : operation.parameters) {
    const auto issues = validation::validate_parameter(operation, service, field.name, {},
                                                       parameters.root(), profile);
    fuzz::require(bool{issues} || field.name.find('.') != std::string::npos,
                  "a documented parameter is found");
    if (issues) check_issues(*issues);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::view(data, size);
  const bool is_whole = fuzz::take_byte(rest) == 'c';
  const std::string text = is_whole ? std::string(rest) : with_first_line(rest);
  catalog::Catalog catalog;
  if (const Status problem = catalog.load(text)) {
    fuzz::require(problem->code == "BadCatalog" && text::is_utf8(problem->message),
                  "a refusal is a BadCatalog");
    fuzz::require(catalog.names().empty(), "what is refused changes nothing");
    return 0;
  }
  for (const std::string_view name : catalog.names()) {
    const auto operation = catalog.find(name);
    fuzz::require(bool{operation} || operation.error().code == "BadCatalog",
                  "a name that is loaded is known");
    if (!operation) continue;
    fuzz::require(text.find(*catalog.describe(name)) != std::string::npos,
                  "a description is a line of the text");
    use(**operation, catalog.service());
  }
  return 0;
}
