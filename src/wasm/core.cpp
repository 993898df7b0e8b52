#include "wasm/core.h"

#include <optional>
#include <vector>

#include "request/unflatten.h"
#include "response/answer.h"
#include "validation/validate.h"
#include "wasm/answers.h"
#include "wasm/arguments.h"

namespace ecd::wasm {

using text::Value;
using validation::Issue;
using validation::Locale;
using validation::Profile;

void Core::write_issues(const std::vector<Issue>& issues, Locale locale) {
  out_.object();
  out_.key("issues");
  wasm::write_issues(out_, issues, locale);
}

const catalog::Operation* Core::find_operation(std::string_view name) {
  const Result<const catalog::Operation*> operation = catalog_.find(name);
  if (operation) return *operation;
  write_error(operation.error());
  return nullptr;
}

bool Core::load_catalog(std::string_view catalog) {
  out_.clear();
  const Status problem = catalog_.load(catalog);
  if (problem) {
    write_error(*problem);
  } else {
    begin_value();
    out_.null();
  }
  out_.end();
  return !problem;
}

// [] → sorted names
void Core::names(Value) {
  const std::vector<std::string_view> names = catalog_.names();
  begin_value();
  out_.array();
  for (const std::string_view name : names) out_.string(name);
  out_.end();
}

// [operation] → JSON text
void Core::describe(Value list) {
  const Result<std::string_view> line = catalog_.describe(Arguments(list).text(0));
  if (!line) return write_error(line.error());
  begin_value();
  out_.string(*line);
}

// [] → JSON text of the catalog's first line
void Core::service(Value) {
  begin_value();
  out_.string(catalog_.service_line());
}

// [operation, parameters, profile, locale] → issues
void Core::validate(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  write_issues(
      validation::validate(*operation, catalog_.service(), *parameters, arguments.profile(2)),
      arguments.locale(3));
}

// [operation, parameters, profile, locale, path, value if there is one] → issues
void Core::validate_parameter(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> parameters = arguments.value(1);
  if (!operation || !parameters) return;
  const auto issues =
      validation::validate_parameter(*operation, catalog_.service(), arguments.text(4),
                                     arguments.value(5), *parameters, arguments.profile(2));
  if (!issues) return write_error(issues.error());
  write_issues(*issues, arguments.locale(3));
}

// [operation, {name on the wire: text}, locale] → issues in the profile `schema`
void Core::validate_received(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  const std::optional<Value> received = arguments.value(1);
  if (!operation || !received) return;
  std::vector<request::ReceivedParameter> parameters;
  for (const Value parameter : *received) {
    parameters.push_back({parameter.key(), parameter.text()});
  }
  const text::Document nested = request::unflatten(*operation, parameters);
  write_issues(
      validation::validate(*operation, catalog_.service(), nested.root(), Profile::kSchema),
      arguments.locale(2));
}

// [status, retry-after, body] → reading
void Core::read_answer(Value list) {
  const Arguments arguments(list);
  begin_value();
  write_reading(out_, response::read_answer(catalog_.service().product,
                                            {static_cast<int>(arguments.integer(0)),
                                             arguments.text(1), arguments.text(2)}));
}

// [operation, attempt, most attempts, tokens, random, elapsed ms, deadline ms or null; throttled,
// outcome, retryable, wished delay ms or null, clock corrected] → {retry, delayMs, taken}
void Core::next_attempt(Value list) {
  const Arguments arguments(list);
  const catalog::Operation* operation = find_operation(arguments.text(0));
  if (operation == nullptr) return;
  response::Attempt attempt;
  attempt.is_read = operation->read;
  attempt.number = static_cast<int>(arguments.integer(1));
  attempt.max_attempts = static_cast<int>(arguments.integer(2));
  attempt.tokens = static_cast<int>(arguments.integer(3));
  attempt.random = static_cast<uint32_t>(arguments.integer(4));
  attempt.elapsed_ms = arguments.integer(5);
  attempt.deadline_ms = arguments.optional_integer(6);
  response::Failure failure;
  failure.throttled = arguments.flag(7);
  failure.outcome = outcome_named(arguments.text(8));
  failure.retryable = arguments.flag(9);
  failure.retry_after_ms = arguments.optional_integer(10);
  failure.clock_corrected = arguments.flag(11);
  begin_value();
  write_retry(out_, response::next_attempt(attempt, failure));
}

// [tokens, tokens that the last retry took] → tokens
void Core::tokens_after_success(Value list) {
  const Arguments arguments(list);
  const auto count = [&](size_t index) { return static_cast<int>(arguments.integer(index)); };
  begin_value();
  out_.number(std::to_string(response::tokens_after_success(count(0), count(1))));
}

// [platform error code, system call] → outcome
void Core::outcome_of_failure(Value list) {
  const Arguments arguments(list);
  begin_value();
  out_.string(outcome_word(response::outcome_of_failure(arguments.text(0), arguments.text(1))));
}

}  // namespace ecd::wasm
