#include "crypto/rsa.h"

#include <cryptopp/pkcspad.h>
#include <cryptopp/queue.h>
#include <cryptopp/rsa.h>
#include <cryptopp/sha.h>

#include <algorithm>
#include <vector>

#include "text/base64.h"
#include "text/hex.h"
#include "text/pem.h"

namespace ecd::crypto {
namespace {

using CryptoPP::Integer;
using Scheme = CryptoPP::RSASS<CryptoPP::PKCS1v15, CryptoPP::SHA256>;

const CryptoPP::byte* bytes(std::string_view text) {
  return reinterpret_cast<const CryptoPP::byte*>(text.data());
}

// Random bytes out of a seed: SHA-256 of the seed and a counter, block after block.
class SeededGenerator : public CryptoPP::RandomNumberGenerator {
 public:
  explicit SeededGenerator(std::string_view seed) : seed_(bytes(seed), seed.size()) {}

  void GenerateBlock(CryptoPP::byte* output, size_t size) override {
    CryptoPP::SecByteBlock block(CryptoPP::SHA256::DIGESTSIZE);
    while (size > 0) {
      CryptoPP::SHA256 hash;
      hash.Update(seed_, seed_.size());
      hash.Update(reinterpret_cast<const CryptoPP::byte*>(&counter_), sizeof counter_);
      hash.Final(block);
      ++counter_;
      const size_t taken = std::min(size, block.size());
      std::copy_n(block.begin(), taken, output);
      output += taken;
      size -= taken;
    }
  }

 private:
  CryptoPP::SecByteBlock seed_;
  uint64_t counter_ = 0;
};

// What a key's text must be.
struct Form {
  std::string_view code;  // of the error when it is not
  std::string_view name;
  std::string_view labels[2];
  std::string_view description;
};
constexpr Form kPrivateForm{"InvalidPrivateKey",
                            "the private key",
                            {"PRIVATE KEY", "RSA PRIVATE KEY"},
                            "an RSA key in PKCS#8, not encrypted (BEGIN PRIVATE KEY), as openssl "
                            "pkcs8 -topk8 -nocrypt writes it"};
constexpr Form kPublicForm{"InvalidPublicKey",
                           "the public key",
                           {"PUBLIC KEY", "PUBLIC KEY"},
                           "an RSA key in SubjectPublicKeyInfo (BEGIN PUBLIC KEY), as openssl rsa "
                           "-pubout writes it"};

Error error(const Form& form, std::string_view problem) {
  return {std::string(form.code), std::string(form.name).append(1, ' ').append(problem)};
}

Error wrong_form(const Form& form) {
  return error(form, std::string("is not ").append(form.description));
}

bool has_label(const Form& form, std::string_view label) {
  return label.empty() || std::count(std::begin(form.labels), std::end(form.labels), label) > 0;
}

// Reads the key of a text. Crypto++ wipes the memory of its blocks, queues and numbers.
template <class Key>
Status load(Key& key, const Form& form, std::string_view key_text) {
  const auto pem = text::find_pem(key_text);
  if (!pem || !has_label(form, pem->label)) return wrong_form(form);
  CryptoPP::SecByteBlock der(pem->base64.size() / 4 * 3 + 3);
  const auto size = text::decode_base64(pem->base64, {der.begin(), der.size()});
  if (!size) return error(form, "is neither PEM nor the Base64 of a key");
  CryptoPP::ByteQueue queue;
  queue.Put(der, *size);
  try {
    key.Load(queue);
  } catch (const CryptoPP::Exception&) {
    return wrong_form(form);
  }
  if (queue.AnyRetrievable()) return error(form, "has bytes behind its end");
  const unsigned bits = key.GetModulus().BitCount();
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return error(form, "must have " + std::to_string(kMinRsaBits) + " to " +
                           std::to_string(kMaxRsaBits) + " bits");
  }
  return {};
}

}  // namespace

Result<std::string> rsa_sign(std::string_view private_key, std::string_view seed,
                             std::string_view message) {
  if (seed.size() != kRsaSeedSize) {
    return Error{"InvalidSeed", "a seed has " + std::to_string(kRsaSeedSize) + " bytes"};
  }
  Scheme::Signer signer;
  if (Status problem = load(signer.AccessKey(), kPrivateForm, private_key)) return *problem;
  SeededGenerator generator(seed);
  try {
    // That its numbers belong together: level 1 computes, and makes no test of primes.
    if (!signer.GetKey().Validate(generator, 1)) {
      return error(kPrivateForm, "is damaged: its numbers do not fit together");
    }
    std::vector<CryptoPP::byte> signature(signer.SignatureLength());
    // Crypto++ holds the result against the public exponent before it gives it away.
    signer.SignMessage(generator, bytes(message), message.size(), signature.data());
    std::string digits;
    text::append_hex(digits, signature);
    return digits;
  } catch (const CryptoPP::Exception&) {
    return error(kPrivateForm, "is damaged: it does not sign");
  }
}

Result<bool> rsa_check(std::string_view public_key, std::string_view message,
                       std::string_view signature) {
  Scheme::Verifier verifier;
  if (Status problem = load(verifier.AccessKey(), kPublicForm, public_key)) return *problem;
  try {
    // An even modulus or an exponent of 1 is no key. Level 0 draws no random numbers.
    if (!verifier.GetKey().Validate(CryptoPP::NullRNG(), 0)) return wrong_form(kPublicForm);
    // RFC 8017 section 8.2.2 step 1 and section 5.2.2 step 1.
    const Integer& modulus = verifier.GetKey().GetModulus();
    const auto decoded = text::decode_hex(signature);
    if (!decoded || decoded->size() != modulus.ByteCount()) return false;
    if (Integer(decoded->data(), decoded->size()) >= modulus) return false;
    return verifier.VerifyMessage(bytes(message), message.size(), decoded->data(), decoded->size());
  } catch (const CryptoPP::Exception&) {
    return wrong_form(kPublicForm);
  }
}

}  // namespace ecd::crypto
