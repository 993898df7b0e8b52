import type { CoreModule } from "./core_module.js";
import { EcdError } from "./errors.js";
import type { RsaKeys, SignedTexts } from "./internal.js";
import { isSignedByRsa } from "./key.js";
import { readPasted } from "./pasted.js";
import type { HttpRequest } from "./types.js";
import { verifyRequest } from "./verify.js";

/** Sign nothing: a request's texts do not depend on the key. */
const NO_SECRET = "no secret";
const NO_RSA: RsaKeys = {
  sign: () => "",
  check: () => false,
};

/** A hundred thousand years: what is looked at here may be old. */
const ANY_TIME = 3e12;

/**
 * The texts that a signed request's signature is made over, as the service makes them from what it
 * receives. @throws EcdError with the code of the refusal when there are none
 */
export function textsOf(module: CoreModule, request: HttpRequest): SignedTexts {
  const verdict = verifyRequest(module, () => NO_RSA, request, {
    secretOf: (accessKeyId) =>
      isSignedByRsa(request)
        ? { accessKeyId, publicKey: NO_SECRET }
        : { accessKeyId, accessKeySecret: NO_SECRET },
    windowSeconds: ANY_TIME,
  });
  if (!verdict.ok && verdict.trace) return verdict.trace;
  const { code, message } = verdict.ok ? { code: "Unsigned", message: "" } : verdict;
  throw new EcdError(code, `the pasted request: ${message}`);
}

/** Whether a text is a string to sign of ACS3 or RPC: a canonical request has more lines. */
const isStringToSign = (text: string): boolean => text.trim().split("\n").length < 5;

/** Both texts; a pasted request becomes the text of its own that can be held against the other. */
export function comparable(module: CoreModule, ours: string, theirs: string): [string, string] {
  const [a, b] = [ours, theirs].map((text) => {
    const request = typeof text === "string" ? readPasted(text) : undefined;
    return request && textsOf(module, request);
  });
  if (!a && !b) return [ours, theirs];
  // Canonical requests show more than strings to sign, which only ACS3 tells apart.
  const ofAcs3 = [a, b].every((texts) => !texts || texts.canonicalRequest.includes("\n"));
  const showsMore = ofAcs3 && ((a && b) || !isStringToSign(a ? theirs : ours));
  const choose = (texts: typeof a, text: string): string =>
    texts ? (showsMore ? texts.canonicalRequest : texts.stringToSign) : text;
  return [choose(a, ours), choose(b, theirs)];
}
