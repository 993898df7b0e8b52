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

const read = (path) => readFileSync(join(ROOT, path), "utf8");

function seed(fuzzer, ...parts) {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const folder = join(target, fuzzer);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, createHash("sha1").update(bytes).digest("hex")), bytes);
}

/** The package's calls, with an instance in place of the core's that keeps the frames. */
async function recordingCore(keep) {
  const noBytes = {
    name: "no-bytes",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#core-bytes$/ }, ({ path }) => ({ path, namespace: "none" }));
      onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "export const version = ''" }));
    },
  };
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "./core.js"; export * from "./frame_writer.js";',
      resolveDir: join(ROOT, "npm/src/core"),
    },
    bundle: true,
    format: "esm",
    logLevel: "error",
    plugins: [noBytes],
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { FrameWriter, WasmCore } = await import(`data:text/javascript;base64,${code}`);
  return new WasmCore({
    generation: () => 0,
    call(name, write) {
      const writer = new FrameWriter();
      writer.begin();
      write(writer);
      writer.end();
      keep(name, writer.frame);
      const isJson = name === "service" || name === "describe";
      return { value: isJson ? "{}" : { ok: true, accessKeyId: "id" } };
    },
  });
}

/** The calls by the numbers that frame_fuzz.cpp gives them, as JavaScript names them. */
const calls = Array.from(read("tests/fuzz/frame_fuzz.cpp").matchAll(/&Core::(\w+)/g), ([, name]) =>
  name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
);
const recorded = new Set();
const recorder = await recordingCore((name, frame) => {
  if (!calls.includes(name)) throw new Error(`frame_fuzz.cpp does not make the call ${name}`);
  recorded.add(name);
  seed("frame", [calls.indexOf(name)], frame);
});

/** As take_request in support.h reads it. */
function spelt({ method, url, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const head = `${method} ${url}\n${lines.join("")}\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body ?? "")]);
}

function seedToSign(request) {
  for (const scheme of [0, 1, 2, 3]) seed("canonical_request", [scheme], spelt(request));
}

/** A text beside itself with each line changed in some way. */
function seedToCompare(text) {
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    for (const other of [[], [`${line}x`], [encodeURIComponent(line)], [line.toLowerCase()]]) {
      seed("compare", text, "\0", lines.toSpliced(index, 1, ...other).join("\n"));
    }
  });
}

const core = await loadCore();
for (const vector of readVectors()) {
  const { context, canonicalRequest, stringToSign } = vector;
  if (context.request) seedToSign(context.request);
  runVector(recorder, vector);
  const { signed } = runVector(core, vector);
  if (!signed) continue;
  seedToSign({ ...signed, headers: {} });
  seed("verify", spelt(signed));
  seed("percent_encoding", signed.url);
  seed("percent_encoding", decodeURIComponent(signed.url));
  seed("canonical_query", new URL(signed.url).search.slice(1));
  const { credentials, date } = context.options;
  recorder.verify(signed, { secretOf: () => credentials, now: new Date(date) });
  recorder.compare(stringToSign, canonicalRequest);
  seedToCompare(canonicalRequest);
  seedToCompare(stringToSign);
}

// Texts for people play no part in the loader: lines stay small without them.
const FOR_PEOPLE = /^(?:title|summary|description|example|notes|response|authorization)$/;
const withoutTexts = (value) =>
  JSON.stringify(value, (key, member) => (FOR_PEOPLE.test(key) ? undefined : member));

const [service, ...operations] = read("src/catalog/data/ecd.ndjson")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
for (const operation of operations) {
  seed("catalog", "l", withoutTexts(operation));
  const answer = operation.example?.response;
  if (answer) seed("answer", "200 \n", JSON.stringify(answer));
  for (const { status, code, message } of operation.errorCodes ?? []) {
    seed("answer", `${status ?? 400} \n`, JSON.stringify({ Code: code, Message: message }));
  }
}
const few = operations.slice(0, 2);
const names = few.map(({ name }) => name);
const lines = few.map(withoutTexts);
const sizes = lines.map((line) => Buffer.byteLength(line));
const regions = service.regions.slice(0, 2);
const head = { ...service, regions, operations: names, sizes, allOperations: names };
seed("catalog", "c", [withoutTexts(head), ...lines].join("\n"));

const denied = { code: "NoPermission", accessDeniedDetail: { AuthAction: "ecd:CopyImage" } };
for (const [status, retryAfter, body] of [
  [200, "", '{"RequestId":"r","ImageId":"m-1"}'],
  [400, "", '{"Code":"InvalidTimeStamp.Expired","Message":"m","RequestId":"r"}'],
  [400, "1500", '{"Code":"Throttling.User","Recommend":"https://r"}'],
  [400, "", '{"Code":"SignatureNonceUsed"}'],
  [403, "", JSON.stringify(denied)],
  [503, "", '{"Code":"ServiceUnavailable"}'],
  [500, "", "{}"],
  [502, "", "<html>Bad Gateway</html>"],
  [302, "", "[]"],
  [0, "", ""],
]) {
  seed("answer", `${status} ${retryAfter}\n`, body);
  recorder.readAnswer({ status, retryAfter, body });
}

const good = { RegionId: "cn-hangzhou", ImageId: "m-gx2x1dhsmusr2****" };
const odd = { RegionId: 1, ImageId: [null, NaN, 1n, "\ud800", { a: true }], Name: "http://x" };
for (const params of [good, odd]) {
  for (const profile of ["default", "documented", "schema", "off"]) {
    recorder.validate("ModifyImageAttribute", params, { profile, locale: "zh" });
  }
  recorder.validateParameter("CopyImage", "ImageId", params.ImageId, { params });
  recorder.validateParameter("DescribeImages", "ImageId.1", params.ImageId, { params });
  recorder.build("CopyImage", params, { method: "GET", regionId: "cn-shanghai" });
}
recorder.validateReceived("DescribeImages", { RegionId: "x", "ImageId.1": "m", "ImageId.x": "" });
const key = { credentials: { accessKeyId: "id", accessKeySecret: "secret" }, trace: true };
recorder.signBatch("DescribeImagePermission", [good, good], key);
recorder.forgetKey();
recorder.operations();
recorder.regions();
recorder.describe("CopyImage");
recorder.outcomeOfFailure("ECONNREFUSED");
recorder.tokensAfterSuccess(400, 14);
const failed = { operation: "CopyImage", attempt: 1, maxAttempts: 3, tokens: 500, elapsedMs: 20 };
recorder.nextAttempt({ ...failed, throttled: true, retryAfterMs: 900, outcome: "refused" });
recorder.nextAttempt({ ...failed, retryable: true, deadlineMs: 5000, outcome: "not-sent" });

const missing = calls.filter((name) => !recorded.has(name));
if (missing.length > 0) throw new Error(`no frame was made for: ${missing.join(", ")}`);
