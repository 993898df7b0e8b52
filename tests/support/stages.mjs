// The cases of tests/vectors/stages.ndjson, and the module for tests (tests/wasm) that runs the
// stages which the package does not offer by themselves.
import { readFileSync } from "node:fs";

/** Where the module for tests is built: its glue and its bytes. */
export const STAGES_GLUE = new URL("../../build/wasm/tests/wasm/stages.mjs", import.meta.url);
export const STAGES_WASM = new URL("../../build/wasm/tests/wasm/stages.wasm", import.meta.url);

/** [{name, stage, source, input, expected}] */
export function readStages() {
  const text = readFileSync(new URL("../vectors/stages.ndjson", import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** {hexDigest(hash, data), hexMac(hash, key, data), runStage(stage, json)}. Runs in a page too. */
export async function startStages(createModule, bytes) {
  return createModule({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(bytes, imports).then(({ instance }) => done(instance));
      return {};
    },
  });
}

/** The module in Node.js. */
export async function loadStages() {
  const { default: createModule } = await import(STAGES_GLUE);
  return startStages(createModule, readFileSync(STAGES_WASM));
}

/**
 * What becomes of a case's input, by the names of `expected`: through the package where it offers
 * that, else through the module for tests. Nothing for an endpoint of another product, which neither
 * makes. `pkg` is {core, EcdClient, stages}. Runs in a page too.
 */
export async function runStage({ core, EcdClient, stages }, { stage, input }) {
  const credentials = { accessKeyId: "id", accessKeySecret: "secret" };
  if (stage === "parameters") {
    const options = { profile: "off", regionId: "cn-hangzhou" };
    return {
      query: core.build(input.operation, input.parameters, options).url.split("?")[1] ?? "",
    };
  }
  if (stage === "path") {
    const url = `https://h.example${input.path}`;
    const request = { method: "POST", url, headers: {}, body: null };
    const signed = core.signRequest(request, { credentials, action: "A", version: "1" });
    return { path: signed.url.slice("https://h.example".length) };
  }
  if (stage === "retryAfter") {
    const headers = { "x-acs-retry-after": input.header };
    const body = JSON.stringify({ Code: "Throttling", Message: "" });
    const fetch = async () => new Response(body, { status: 503, headers });
    const client = new EcdClient({ regionId: "cn-hangzhou", credentials, fetch, maxAttempts: 1 });
    const error = await client.call("DescribeImages", {}).catch((thrown) => thrown);
    if (error.code !== "Throttling") throw error;
    const { retryAfterMs } = error;
    return { milliseconds: retryAfterMs === undefined ? null : String(retryAfterMs) };
  }
  if (stage === "endpoint") return undefined;
  return stages.runStage(stage, JSON.stringify(input));
}
