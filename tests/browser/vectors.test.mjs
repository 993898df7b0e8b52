// The vectors, the client and the emulator in a browser, under the strictest policy that lets
// WebAssembly run: nothing inline, nothing made of text, nothing from elsewhere.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { verifyingKey } from "../support/independent_signer.mjs";
import { STAGES_GLUE, STAGES_WASM, readStages, runStage, startStages } from "../support/stages.mjs";
import { expectedVerdict, readVectors, runVector, signedRequestText } from "../support/vectors.mjs";
import { GOOD, noBrowser, openPage, serve, startBrowser } from "./support.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DIST = new URL("../../npm/dist/", import.meta.url);

/** A page that runs a module; a button appears when it is done, and its results are `results`. */
const pageOf = (script) => ({
  type: "text/html",
  headers: { "content-security-policy": POLICY },
  body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>A page</title>
    <link rel="icon" href="data:,">
    <script type="module" src="${script}"></script>
  </head>
  <body><div id="done"></div></body>
</html>`,
});
const script = (body) => ({ type: "text/javascript", body });
const RUN = `
  const run = async (program) => {
    try {
      globalThis.results = await program();
    } catch (error) {
      globalThis.results = { failed: String(error?.stack ?? error) };
    }
    document.querySelector("#done").append(document.createElement("button"));
  };
`;

/** With the key that verifies: a page cannot make it of the other. */
const vectors = readVectors().map((vector) => {
  const { credentials, algorithm } = vector.context.options;
  return vector.error === undefined
    ? { ...vector, key: verifyingKey(credentials, algorithm) }
    : vector;
});
// Only natively: the package's catalog has no other product.
const stages = readStages().filter(({ stage }) => stage !== "endpoint");

const VECTORS_SCRIPT = `${RUN}
  import { loadCore } from "/dist/core.js";
  import { loadRsa } from "/dist/rsa.js";
  const runVector = ${runVector};
  const signedRequestText = ${signedRequestText};
  run(async () => {
    const vectors = await (await fetch("/vectors.json")).json();
    const core = await loadCore();
    await loadRsa(core);
    return vectors.map((vector) => {
      const { trace, error, signed } = runVector(core, vector);
      if (!signed) return { error };
      const now = new Date(vector.context.options.date);
      const verdict = core.verify(signed, { secretOf: () => vector.key, now });
      return { trace, signedRequest: signedRequestText(signed), verdict: verdict.code };
    });
  });
`;

const STAGES_PROGRAM = `${RUN}
  import { EcdClient, loadCore } from "ecd-wasm";
  import { loadCatalog } from "ecd-wasm/catalog";
  import createModule from "/stages.mjs";
  const startStages = ${startStages};
  const runStage = ${runStage};
  run(async () => {
    const cases = await (await fetch("/stages.json")).json();
    const core = await loadCore();
    await loadCatalog(core);
    const bytes = await (await fetch("/stages.wasm")).arrayBuffer();
    const pkg = { core, EcdClient, stages: await startStages(createModule, bytes) };
    return Promise.all(cases.map((one) => runStage(pkg, one)));
  });
`;

/** The client against an emulator in the page: nothing leaves it. */
const COPY_PROGRAM = `${RUN}
  import { EcdClient } from "ecd-wasm";
  import { createEmulator } from "ecd-wasm/emulator";
  run(async () => {
    const credentials = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
    const emulator = await createEmulator({ port: false, copyDurationMs: 200 });
    const client = new EcdClient({ credentials, fetch: emulator.fetch });
    const states = [];
    const onProgress = ({ status }) => states.push(status);
    const image = await client.copyImageAndWait(${JSON.stringify(GOOD)}, { pollMs: 20, onProgress });
    const refused = await client.copyImage({ ...${JSON.stringify(GOOD)}, DestinationImageName: "1" }).catch((e) => e);
    let socket;
    try {
      await createEmulator({ port: 0 });
    } catch ({ code }) {
      socket = code;
    }
    return { image, states, issues: refused.issues.map(({ code }) => code), socket };
  });
`;

const VIOLATIONS = `${RUN}
  run(async () => {
    await fetch("http://127.0.0.1:1/elsewhere").catch(() => undefined);
    try {
      new Function("return 1")();
    } catch {}
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red">inline</p>');
    console.error("told");
    await new Promise((resolve) => setTimeout(resolve, 100));
    return "ran";
  });
`;

async function bundle(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    external: ["/stages.mjs"], // not of the package
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

describe("in a browser, under a strict policy", { skip: noBrowser }, () => {
  let browser, server;
  before(async () => {
    const names = readdirSync(DIST).filter((name) => name.endsWith(".js"));
    server = await serve({
      ...Object.fromEntries(
        names.map((name) => [`/dist/${name}`, script(readFileSync(new URL(name, DIST)))]),
      ),
      "/vectors.json": { type: "application/json", body: JSON.stringify(vectors) },
      "/vectors": pageOf("/vectors.js"),
      "/vectors.js": script(VECTORS_SCRIPT),
      "/stages": pageOf("/stages.js"),
      "/stages.js": script(await bundle(STAGES_PROGRAM)),
      "/stages.json": { type: "application/json", body: JSON.stringify(stages) },
      "/stages.mjs": script(readFileSync(STAGES_GLUE)),
      "/stages.wasm": { type: "application/wasm", body: readFileSync(STAGES_WASM) },
      "/copy": pageOf("/copy.js"),
      "/copy.js": script(await bundle(COPY_PROGRAM)),
      "/violations": pageOf("/violations.js"),
      "/violations.js": script(VIOLATIONS),
    });
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(path) {
    const { page, wrongs, close } = await openPage(browser, server.url + path, { ready: "#done" });
    const results = await page.evaluate(() => globalThis.results);
    await close();
    assert.equal(results.failed, undefined, results.failed);
    return { results, wrongs };
  }

  test("every vector: the same texts, signature or error as everywhere", async () => {
    const { results, wrongs } = await open("/vectors");
    assert.ok(vectors.length >= 120);
    assert.equal(results.length, vectors.length);
    vectors.forEach((vector, i) => {
      const { name, canonicalRequest = "", stringToSign = "", signature = "" } = vector;
      const { trace, error, signedRequest, verdict } = results[i];
      if (vector.error !== undefined) return assert.equal(error, vector.error.trim(), name);
      assert.deepEqual(trace, { canonicalRequest, stringToSign, signature }, name);
      assert.equal(signedRequest, vector.signedRequest, name);
      assert.equal(verdict, expectedVerdict(vector), name);
    });
    assert.deepEqual(wrongs, []);
  });

  test("every published stage: the same texts", async () => {
    const { results, wrongs } = await open("/stages");
    assert.ok(stages.length >= 57);
    stages.forEach(({ name, expected }, i) => {
      for (const text of Object.keys(expected)) {
        assert.equal(results[i][text], expected[text], `${name}: ${text}`);
      }
    });
    assert.deepEqual(wrongs, []);
  });

  test("an image is copied by a bundled client and an emulator in the page", async () => {
    const { results, wrongs } = await open("/copy");
    assert.equal(results.image.Status, "Available");
    assert.equal(results.image.Name, GOOD.DestinationImageName);
    assert.equal(results.states.at(-1), "Available");
    assert.deepEqual(results.issues, ["minLength", "startsWith"]);
    assert.equal(results.socket, "NoHttpServer");
    assert.deepEqual(wrongs, []);
  });

  test("violations, errors and foreign requests would be seen", async () => {
    const { results, wrongs } = await open("/violations");
    assert.equal(results, "ran");
    for (const expected of [
      /^policy: connect-src/,
      /^policy: script-src/,
      /^policy: style-src/,
      /^console: told/,
    ]) {
      assert.ok(
        wrongs.some((wrong) => expected.test(wrong)),
        `${expected} is not among ${wrongs}`,
      );
    }
  });
});
