// The RSA key of the vectors call-copy-image-rsa*: made for them, it opens nothing.
#pragma once

#include <string>

#include "crypto/rsa.h"
#include "support.h"

namespace ecd::test {

// Shows in no signature.
inline const std::string kSeed(crypto::kRsaSeedSize, 's');

inline const std::string& private_key() {
  static const std::string key = [] {
    const auto context = values(read_file("tests/vectors/call-copy-image-rsa/context.json"));
    const auto credentials = context.root().find("options")->find("credentials");
    return std::string(credentials->text_of("accessKeySecret"));
  }();
  return key;
}

inline constexpr char kPublicKey[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtERuURY0avTFfqFxaYtV\n"
    "ayG5GH1T67WCzDSSsfdFUCx7rrvpCKXEvCAMCJUrFtkOLtUvYhVx56PFU5RNekRW\n"
    "BoNvu7N5Gc+l7EdLtFtPZnstrQZmtBTs47YJ1bNNhg5RNukZGnRjCQf2rwhzF1og\n"
    "b1e1mxHrmx6yQsF2xo1Ld9gom/XLXs1sYjQvO5iXCgv2+lOqhmu+BrLgz0U3GBQj\n"
    "aRYk37RSpyco5u3G0C4qDO9r5laTFbg3yVIlohxcPI7z5B0bJvLlnNFo9FGiReQp\n"
    "DKcfrhHx+GqSTbB3uqFJnuIJRV8doHkcjyGSYaU6VKzQjzKkBapGHZnQR5yTRRTA\n"
    "FQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace ecd::test
