// Success or an error, as a value: nothing in the core throws across a function of its own.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ecd {

// What went wrong. `code` is stable and part of the public contract; `message` is for people and
// never contains a secret.
struct Error {
  std::string code;
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(content_); }
  T& operator*() { return std::get<T>(content_); }
  const T& operator*() const { return std::get<T>(content_); }
  T* operator->() { return &std::get<T>(content_); }
  const T* operator->() const { return &std::get<T>(content_); }
  const Error& error() const { return std::get<Error>(content_); }

 private:
  std::variant<T, Error> content_;
};

// Nothing, or an error.
using Status = std::optional<Error>;

}  // namespace ecd
