// Writes what the fuzzers start from into the folder that it is given, a folder for each of them: the
// cases of tests/vectors, the catalog, and the frames that the package's own code makes of them.
// scripts/fuzz.sh --keep takes what is new of them into tests/fuzz/corpus.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCore } from "ecd-wasm/core";
import { build } from "esbuild";
import { readVectors, runVector } from "../support/vectors.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const target = process.argv[2];
if (!target) throw new Error("usage: seeds.mjs <folder>");

function seed(fuzzer, ...parts) {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const folder = join(target, fuzzer);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, createHash("sha1").update(bytes).digest("hex")), bytes);
}

/** The package's calls, with an instance in place of the core's that keeps the frames. */
async function recordedCore(keep) {
  const source =
    'export { WasmCore } from "./core.js"; export { FrameWriter } from "./frame_writer.js";';
  const noBytes = {
    name: "no-bytes",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#core-bytes$/ }, () => ({ path: "none", namespace: "none" }));
      onLoad({ filter: /.*/, namespace: "none" }, () => ({
        contents: 'export const version = ""',
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(ROOT, "npm/src/core") },
    bundle: true,
    format: "esm",
    logLevel: "error",
    plugins: [noBytes],
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { FrameWriter, WasmCore } = await import(`data:text/javascript;base64,${code}`);
  return new WasmCore({
    call(name, write) {
      const writer = new FrameWriter();
      writer.begin();
      write(writer);
      writer.end();
      keep(name, writer.frame);
      return { value: name === "service" ? "{}" : { ok: true, accessKeyId: "id" } };
    },
  });
}

/** In the order of kCalls in frame_fuzz.cpp. */
const CALLS = [
  ...["names", "describe", "service", "validate", "validateParameter", "validateReceived", "build"],
  ...["sign", "signRequest", "readClaim", "verify", "compare", "readAnswer", "outcomeOfFailure"],
  ...["nextAttempt", "tokensAfterSuccess"],
];

/** As take_request in support.h reads it. */
function spelt({ method, url, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${url}\n${lines.join("")}\n`),
    Buffer.from(body ?? ""),
  ]);
}

function bodyOf({ body, bodyBase64 }) {
  return bodyBase64 === undefined ? body : Buffer.from(bodyBase64, "base64");
}

const core = await loadCore();
const recorder = await recordedCore((name, frame) => {
  seed("frame", [CALLS.indexOf(name)], frame);
});
/** A call of the recorder; what it is answered is nothing, and it may stumble over that. */
function record(call) {
  try {
    call(recorder);
  } catch (error) {
    if (error.code !== undefined) throw error;
  }
}

for (const vector of readVectors()) {
  const { context, canonicalRequest, stringToSign } = vector;
  if (context.request) {
    const request = { ...context.request, body: bodyOf(context.request) };
    for (const scheme of [0, 1, 2, 3]) seed("canonical_request", [scheme], spelt(request));
  }
  try {
    runVector(recorder, vector);
  } catch {
    // A case whose error is found before the core is asked.
  }
  const { signed } = runVector(core, vector);
  if (!signed) continue;
  for (const scheme of [0, 1, 2, 3]) {
    seed("canonical_request", [scheme], spelt({ ...signed, headers: {} }));
  }
  seed("verify", spelt(signed));
  seed("percent_encoding", signed.url);
  seed("percent_encoding", decodeURIComponent(signed.url));
  seed("canonical_query", new URL(signed.url).search.slice(1));
  record((r) =>
    r.verify(signed, {
      secretOf: () => context.options.credentials,
      now: new Date(context.options.date),
    }),
  );
  for (const text of [canonicalRequest, stringToSign]) {
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      for (const other of [[], [`${line}x`], [encodeURIComponent(line)], [line.toLowerCase()]]) {
        seed("compare", text, "\0", lines.toSpliced(index, 1, ...other).join("\n"));
      }
    });
    record((r) => r.compare(text, text.replace(/.$/, "x")));
  }
}

// Texts for people play no part in the loader: lines stay small without them.
const FOR_PEOPLE = new Set([
  "title",
  "summary",
  "description",
  "example",
  "notes",
  "response",
  "authorization",
]);
const plain = (key, value) => (FOR_PEOPLE.has(key) ? undefined : value);
const lines = readFileSync(join(ROOT, "src/catalog/data/ecd.ndjson"), "utf8").trim().split("\n");
const [service, ...operations] = lines.map((line) => JSON.parse(line));

for (const operation of operations) {
  const text = JSON.stringify(
    { ...operation, summary: undefined, authorization: undefined },
    plain,
  );
  seed("catalog", "l", text);
  if (operation.example?.response)
    seed("answer", "200 \n", JSON.stringify(operation.example.response));
  for (const { status, code, message } of operation.errorCodes ?? []) {
    const envelope = {
      RequestId: "1CBAFFAB-B697-4049-A9B1-67E1FC5F0000",
      Code: code,
      Message: message,
    };
    seed("answer", `${status ?? 400} \n`, JSON.stringify(envelope));
  }
}
const small = operations.filter(({ parameters }) => parameters.length < 4).slice(0, 2);
const smallLines = small.map((operation) => JSON.stringify(operation, plain));
const regions = service.regions.slice(0, 2);
const names = small.map(({ name }) => name);
const sizes = smallLines.map((line) => Buffer.byteLength(line));
const head = JSON.stringify(
  { ...service, regions, operations: names, sizes, allOperations: names },
  plain,
);
seed("catalog", "c", [head, ...smallLines].join("\n"));

const detail = { AuthAction: "ecd:CopyImage", PolicyType: "AccountLevelIdentityBasedPolicy" };
for (const [status, wait, body] of [
  [200, "", { RequestId: "r", ImageId: "m-1" }],
  [400, "", { Code: "InvalidTimeStamp.Expired", Message: "m", RequestId: "r" }],
  [400, "1500", { Code: "Throttling.User", Message: "m", RequestId: "r", Recommend: "https://r" }],
  [403, "", { code: "NoPermission", message: "m", requestId: "r", accessDeniedDetail: detail }],
  [503, "", { Code: "ServiceUnavailable" }],
  [400, "", { Code: "SignatureNonceUsed" }],
  [500, "", {}],
  [302, "", []],
  [0, "", ""],
]) {
  seed("answer", `${status} ${wait}\n`, JSON.stringify(body));
  record((r) => r.readAnswer({ status, retryAfter: wait, body: JSON.stringify(body) }));
}
seed("answer", "502 \n", "<html>Bad Gateway</html>");

const copy = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationRegionId: "cn-shenzhen",
};
const odd = {
  RegionId: 1,
  ImageId: [null, NaN, 1n, "\ud800", { a: true }],
  DestinationImageName: "http://x",
};
const signing = { credentials: { accessKeyId: "id", accessKeySecret: "secret" }, nonce: "n" };
for (const params of [copy, odd]) {
  for (const profile of ["default", "documented", "schema", "off"]) {
    record((r) => r.validate("CopyImage", params, { profile, locale: "zh" }));
  }
  record((r) => r.validateParameter("CopyImage", "ImageId", params.ImageId, { params }));
  record((r) => r.validateParameter("DescribeImages", "ImageId.1", params.ImageId, { params }));
  record((r) => r.build("CopyImage", params, { method: "GET", regionId: "cn-shanghai" }));
  record((r) => r.sign("DescribeImages", params, { ...signing, trace: true }));
}
record((r) =>
  r.validateReceived("DescribeImages", {
    RegionId: "cn-hangzhou",
    "ImageId.1": "m-1",
    "ImageId.x": "",
  }),
);
record((r) => r.operations());
record((r) => r.describe("CopyImage"));
record((r) => r.regions());
record((r) => r.outcomeOfFailure("ECONNREFUSED"));
record((r) => r.tokensAfterSuccess(400, 14));
const failed = {
  operation: "CopyImage",
  attempt: 1,
  maxAttempts: 3,
  tokens: 500,
  elapsedMs: 20,
  outcome: "refused",
};
record((r) =>
  r.nextAttempt({
    ...failed,
    throttled: true,
    retryable: true,
    retryAfterMs: 900,
    deadlineMs: 5000,
  }),
);
record((r) =>
  r.nextAttempt({
    ...failed,
    throttled: false,
    retryable: true,
    outcome: "not-sent",
    clockCorrected: true,
  }),
);
