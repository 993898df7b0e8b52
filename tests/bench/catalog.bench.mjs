// What it takes to have all 295 operations at hand: time in a fresh process, file included, and the
// module's memory. Run it on a quiet machine: node tests/bench/catalog.bench.mjs
// On a busy one the processor's time, all threads together, tells more than the clock's.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROUNDS = 15;

/** Milliseconds by the clock and of the processor. */
function now() {
  const { user, system } = process.cpuUsage();
  return [performance.now(), (user + system) / 1000];
}

/** So long after it has loaded the core an engine has ended optimising it, which it does beside the program. */
const REST_MS = 200;

/**
 * In a process of its own: how long the file and the loading take, and what memory there is after use.
 * `restMs` after the core was loaded.
 */
async function once(restMs) {
  const memories = [];
  // The module's own memory is nothing that the package shows.
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(...of) {
      super(...of);
      memories.push(...Object.values(this.exports).filter((each) => each instanceof WebAssembly.Memory));
    }
  };
  const { loadCore } = await import("ecd-wasm/core");
  const core = await loadCore();
  const bytes = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  const before = bytes();
  await new Promise((resolve) => setTimeout(resolve, restMs));
  const marks = [now()];
  const { loadCatalog } = await import("ecd-wasm/catalog");
  marks.push(now());
  await loadCatalog(core);
  marks.push(now());
  core.validate("DescribeDesktops", {});
  marks.push(now());
  const loaded = bytes();
  for (const name of core.operations()) core.validate(name, {});
  marks.push(now());
  const [file, load, first, all] = marks.slice(1).map((mark, i) => mark.map((time, kind) => time - marks[i][kind]));
  return { file, load, first, all, before, loaded, used: bytes() };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const print = (what, ...figures) =>
  console.log(`  ${what.padEnd(44)} ${figures.map((figure) => figure.padStart(9)).join(" ")}`);
const mebibytes = (size) => `${(size / 2 ** 20).toFixed(2)} MiB`;

function report(title, restMs) {
  const self = fileURLToPath(import.meta.url);
  const arguments_ = [self, "once", String(restMs)];
  const runs = Array.from({ length: ROUNDS }, () => JSON.parse(execFileSync(process.execPath, arguments_)));
  const sum = (kind, names) => median(runs.map((run) => names.reduce((total, name) => total + run[name][kind], 0)));
  const time = (...names) => [0, 1].map((kind) => `${sum(kind, names).toFixed(2)} ms`);
  console.log(`${title}, medians of ${ROUNDS} processes`);
  print("", "clock", "processor");
  print("import ecd-wasm/catalog", ...time("file"));
  print("loadCatalog", ...time("load"));
  print("both: all 295 available", ...time("file", "load"));
  print("first use of one", ...time("first"));
  print("first use of each of the 295", ...time("all"));
  print("memory of the module before", mebibytes(runs[0].before));
  print("with all available", mebibytes(runs[0].loaded));
  print("after each was used", mebibytes(runs[0].used));
}

if (process.argv[2] === "once") {
  console.log(JSON.stringify(await once(Number(process.argv[3]))));
} else {
  report("All operations", REST_MS);
  report("All operations while the engine still optimises the core", 0);
}
