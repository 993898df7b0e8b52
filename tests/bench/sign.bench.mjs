// How long a signed CopyImage takes: this package, validation included, against the official signer and
// one written by hand over node:crypto that makes the same headers and URL; in Chromium against the same
// by hand over @noble/hashes and WebCrypto; and whether memory stays flat over a million signatures.
// Run it on a quiet machine: node tests/bench/sign.bench.mjs [--readme]
import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { noBrowser, startBrowser } from "../browser/support.mjs";
import { measure, print } from "./rounds.mjs";
import { CREDENTIALS, isoSeconds, PARAMS, signerOver } from "./signers.mjs";

/** The module's memory: every instance that is made from here on. */
const memories = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    memories.push(
      ...Object.values(this.exports).filter((one) => one instanceof WebAssembly.Memory),
    );
  }
};

const { loadCore } = await import("ecd-wasm/core");
const { OpenApiUtil } = createRequire(import.meta.url)("@alicloud/openapi-core");
const core = await loadCore();
const options = { credentials: CREDENTIALS };
const EMPTY_HASH = createHash("sha256").update("").digest("hex");

function official() {
  const headers = {
    host: "ecd.cn-hangzhou.aliyuncs.com",
    "x-acs-version": "2020-09-30",
    "x-acs-action": "CopyImage",
    "x-acs-date": isoSeconds(),
    "x-acs-signature-nonce": randomBytes(16).toString("hex"),
    "x-acs-content-sha256": EMPTY_HASH,
    accept: "application/json",
  };
  const request = { method: "POST", pathname: "/", query: OpenApiUtil.query(PARAMS), headers };
  const { accessKeyId, accessKeySecret } = CREDENTIALS;
  headers.Authorization = OpenApiUtil.getAuthorization(
    ...[request, "ACS3-HMAC-SHA256", EMPTY_HASH, accessKeyId, accessKeySecret],
  );
  return request;
}

const byHand = signerOver({
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  hmac: (text) => createHmac("sha256", CREDENTIALS.accessKeySecret).update(text).digest("hex"),
  nonce: () => randomBytes(16).toString("hex"),
});

const OURS = "ecd-wasm core.sign";
const BY_HAND = "by hand over node:crypto";
const BATCH = "ecd-wasm core.signBatch, of 100";

function inNode() {
  const unsigned = { method: "POST", url: byHand().url, headers: {}, body: null };
  const named = { ...options, action: "CopyImage", version: "2020-09-30" };
  const single = measure({
    [OURS]: () => core.sign("CopyImage", PARAMS, options),
    "ecd-wasm core.signRequest": () => core.signRequest(unsigned, named),
    "@alicloud/openapi-core query + getAuthorization": official,
    [BY_HAND]: byHand,
  });
  const list = Array.from({ length: 100 }, () => PARAMS);
  const batches = measure(
    {
      [BATCH]: () => core.signBatch("CopyImage", list, options),
      [BY_HAND]: () => list.forEach(byHand),
    },
    { calls: 40 },
  );
  const each = Object.entries(batches).map(([name, time]) => [name, time / list.length]);
  return { single, batches: Object.fromEntries(each) };
}

async function inChromium() {
  if (noBrowser) return undefined;
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("sign_in_page.mjs", import.meta.url))],
    bundle: true,
    format: "iife",
    write: false,
    external: ["#*"],
    conditions: ["browser"],
  });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    // WebCrypto is there in secure contexts alone, and about:blank is none.
    await page.route("https://bench.example/", (route) => route.fulfill({ body: "" }));
    await page.goto("https://bench.example/");
    await page.addScriptTag({ content: bundle.outputFiles[0].text });
    return await page.evaluate(() => globalThis.measureSigners());
  } finally {
    await browser.close();
  }
}

/** MiB of the module and of the process after 100,000 signatures, and after a million. */
function memoryOverAMillion() {
  const sample = () => ({
    wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) / 2 ** 20,
    resident: process.memoryUsage.rss() / 2 ** 20,
  });
  const sign = (count) => {
    for (let i = 0; i < count; ++i) core.sign("CopyImage", PARAMS, options);
  };
  sign(100_000);
  const before = sample();
  sign(900_000);
  return { before, after: sample() };
}

/** Rows of a Markdown table: a way, its time, and how many times as fast as it `first` is. */
function rows(place, times, first) {
  return Object.entries(times).map(([name, time]) => {
    const factor = name === first ? "" : `${(time / times[first]).toFixed(2)}`;
    return `| ${place} | ${name} | ${time.toFixed(1)} µs | ${factor} |`;
  });
}

/** Puts the table where the README has its mark. */
function writeReadme(lines) {
  const path = fileURLToPath(new URL("../../README.md", import.meta.url));
  const [start, end] = ["<!-- sign.bench.mjs -->\n", "<!-- end -->"];
  const text = readFileSync(path, "utf8");
  const [before, rest] = text.split(start);
  if (rest === undefined) throw new Error(`README.md has no ${start}`);
  writeFileSync(path, `${before}${start}${lines.join("\n")}\n${rest.slice(rest.indexOf(end))}`);
}

const { single, batches } = inNode();
print("Sign one CopyImage, in Node.js", single, OURS);
print("Sign 100 at once, time of each", batches, BATCH);
const page = await inChromium();
if (page) print("Sign one CopyImage, in Chromium", page, OURS);
else console.log(`\nChromium: ${noBrowser}`);
const { before, after } = memoryOverAMillion();
const spoken = ({ wasm, resident }) =>
  `${wasm.toFixed(2)} MiB of the module, ${resident.toFixed(0)} MiB resident`;
console.log(`\nAfter 100,000 signatures: ${spoken(before)}; after 1,000,000: ${spoken(after)}`);

if (process.argv.includes("--readme")) {
  writeReadme([
    "| where | signer | one CopyImage | `core.sign`, or the batch, is so many times as fast |",
    "| --- | --- | ---: | ---: |",
    ...rows("Node.js", single, OURS),
    ...rows("Node.js", batches, BATCH),
    ...(page ? rows("Chromium", page, OURS) : []),
    "",
    `After 100,000 signatures: ${spoken(before)}; after 1,000,000: ${spoken(after)}.`,
  ]);
}
