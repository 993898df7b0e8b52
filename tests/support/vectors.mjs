// The cases of tests/vectors, for Node. Their shape is described in tests/vectors/README.md.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../vectors", import.meta.url));

/**
 * [{name, context, canonicalRequest, stringToSign, signature, signedRequest} or {name, context, error}];
 * without a signature (bearer, anonymous) the three texts are undefined.
 */
export function readVectors() {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return folders.map(({ name }) => {
    const text = (file) => {
      const path = join(FOLDER, name, file);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    };
    return {
      name,
      context: JSON.parse(text("context.json")),
      canonicalRequest: text("canonical-request.txt"),
      stringToSign: text("string-to-sign.txt"),
      signature: text("signature.txt"),
      signedRequest: text("signed-request.txt"),
      error: text("error.txt"),
    };
  });
}

/** signed-request.txt: method and URL, headers by name, and behind an empty line the body. In a page too. */
export function signedRequestText({ method, url, headers, body }) {
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}: ${headers[name]}\n`);
  const text = body instanceof Uint8Array ? btoa(String.fromCharCode(...body)) : body;
  return `${method} ${url}\n${lines.join("")}${text === null ? "" : `\n${text}`}`;
}

/** The code of the refusal by `verify`; undefined when it accepts what was signed. */
export function expectedVerdict({ context: { verdict, options } }) {
  return options.credentials.accessKeyId === undefined ? "Unsigned" : verdict;
}

/** Runs a case on a core: {trace, signed} or {error: code}. Runs in a page too. */
export function runVector(core, { context }) {
  const options = { ...context.options, trace: true };
  try {
    const signed = context.call
      ? core.sign(context.call.operation, context.call.parameters, options)
      : core.signRequest({ ...context.request, body: bodyOf(context.request) }, options);
    return { trace: signed.trace, signed };
  } catch (error) {
    return { error: error.code };
  }

  function bodyOf({ body, bodyBase64 }) {
    if (bodyBase64 === undefined) return body ?? null;
    return Uint8Array.from(atob(bodyBase64), (c) => c.charCodeAt(0));
  }
}
