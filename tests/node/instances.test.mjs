// One core (and one RSA module) per process and module format, whichever entry is imported first; and the manners of a
// library: importing it does nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { RECORD_INSTANCES, runProgram } from "../support/child.mjs";

const PACKAGE = JSON.parse(
  readFileSync(new URL("../../npm/package.json", import.meta.url), "utf8"),
);

/** Entries with code that runs anywhere; those for browsers alone have no CommonJS. */
const ENTRIES = Object.keys(PACKAGE.exports)
  .filter((path) => PACKAGE.exports[path].require)
  .map((path) => path.replace(".", "ecd-wasm"));

const ERRORS = [
  ...["EcdError", "ValidationError", "ServiceError", "ThrottlingError", "TransportError"],
  ...["TimeoutError", "AbortError"],
];

/** The modules of this package among all instances: Node.js has some of its own, which are small. */
const COUNT = `
  const ours = () => instances.filter((made) => memoryOf(made)?.buffer.byteLength >= 4 << 20).length;
  const use = async (entry) => {
    const { loadCore, EcdClient, createEmulator, loadRsa } = entry;
    await loadCore?.();
    await loadRsa?.({ useRsa() {} });
    await createEmulator?.({ port: false }).then((emulator) => emulator.close());
    if (EcdClient) {
      const fetch = async () => ({ status: 200, headers: new Headers(), text: async () => "{}" });
      const credentials = { accessKeyId: "id", accessKeySecret: "secret" };
      await new EcdClient({ credentials, fetch }).call("DescribeRegions", { RegionId: "cn-hangzhou" });
    }
  };
`;

function orders(list) {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) => orders(list.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

test("there are entries", () => {
  for (const entry of ["ecd-wasm", "ecd-wasm/core", "ecd-wasm/emulator"])
    assert.ok(ENTRIES.includes(entry));
});

const ways = {
  ESM: { type: "module", load: (entry) => `await import(${JSON.stringify(entry)})` },
  CommonJS: { type: "commonjs", load: (entry) => `require(${JSON.stringify(entry)})` },
};
for (const [format, { type, load }] of Object.entries(ways)) {
  describe(format, () => {
    for (const order of orders(["ecd-wasm", "ecd-wasm/core", "ecd-wasm/emulator"])) {
      test(`one instance: ${order.join(", ")}`, async () => {
        const result = await runProgram(
          `${RECORD_INSTANCES}${COUNT}
          (async () => {
            const counts = [];
            const entries = [];
            for (const load of [${order.map((entry) => `async () => ${load(entry)}`).join(", ")}]) {
              const entry = await load();
              entries.push(entry);
              await use(entry);
              counts.push(ours());
            }
            const names = ${JSON.stringify(ERRORS)};
            const shared = names.filter((name) => new Set(entries.flatMap((entry) => entry[name] ?? [])).size === 1);
            const cores = new Set(await Promise.all(entries.flatMap(({ loadCore }) => loadCore?.() ?? [])));
            print({ counts, shared, cores: cores.size });
          })();`,
          { type },
        );
        assert.deepEqual(result, { counts: [1, 1, 1], shared: ERRORS, cores: 1 });
      });
    }

    test("many at once: one instance of each module", async () => {
      const result = await runProgram(
        `${RECORD_INSTANCES}${COUNT}
        (async () => {
          const entries = [${ENTRIES.map(load).join(", ")}];
          await Promise.all([...entries, ...entries].map(use));
          print(ours());
        })();`,
        { type },
      );
      assert.equal(result, 2);
    });

    for (const entry of ENTRIES) {
      test(`importing ${entry} does nothing`, async () => {
        const result = await runProgram(
          `${RECORD_INSTANCES}
          const touched = [];
          const watch = (owner, name) => {
            const real = owner[name];
            owner[name] = function (...given) {
              touched.push(name);
              return new.target ? Reflect.construct(real, given, new.target) : Reflect.apply(real, this, given);
            };
          };
          for (const name of ["fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask"]) watch(globalThis, name);
          watch(crypto, "getRandomValues");
          watch(Math, "random");
          watch(Date, "now");
          for (const name of ["log", "warn", "error", "info", "debug"]) watch(console, name);
          for (const name of ["compile", "instantiate"]) watch(WebAssembly, name);
          for (const name of ["on", "once", "addListener", "prependListener"]) watch(process, name);
          const listeners = () => Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
          const before = { globals: Object.getOwnPropertyNames(globalThis), listeners: listeners(), resources: process.getActiveResourcesInfo() };
          (async () => {
            touched.length = 0;
            const exports = ${load(entry)};
            const known = touched.slice();
            const { loadCore } = exports;
            await loadCore?.();
            const after = { globals: Object.getOwnPropertyNames(globalThis), listeners: listeners(), resources: process.getActiveResourcesInfo() };
            process.stdout.write(JSON.stringify({ known, before, after }));
          })();`,
          { type },
        );
        assert.deepEqual(result.known, []);
        assert.deepEqual(result.after.globals, result.before.globals);
        // Node.js takes one of its own away once the program runs.
        for (const [name, count] of Object.entries(result.after.listeners)) {
          assert.ok(count <= result.before.listeners[name], name);
        }
        assert.deepEqual(
          result.after.resources.filter((name) => /Server|Socket|Timeout|TCP/.test(name)),
          result.before.resources.filter((name) => /Server|Socket|Timeout|TCP/.test(name)),
        );
      });
    }

    test("works where no code may be made of text", async () => {
      const result = await runProgram(
        `${COUNT}
        const instances = [];
        (async () => {
          const entries = [${ENTRIES.map(load).join(", ")}];
          for (const entry of entries) await use(entry);
          let error;
          try {
            new Function("return 1")();
          } catch ({ name }) {
            error = name;
          }
          print({ error, entries: entries.length });
        })();`,
        { type, flags: ["--disallow-code-generation-from-strings"] },
      );
      assert.deepEqual(result, { error: "EvalError", entries: ENTRIES.length });
    });

    test("works where nobody changes what JavaScript has built in", async () => {
      const result = await runProgram(
        `${COUNT}
        const instances = [];
        (async () => {
          const entries = [${ENTRIES.map(load).join(", ")}];
          for (const entry of entries) await use(entry);
          print(entries.length);
        })();`,
        { type, flags: ["--frozen-intrinsics", "--no-warnings"] },
      );
      assert.equal(result, ENTRIES.length);
    });
  });
}

test("ESM and CommonJS in one process: one instance each, errors told apart by code", async () => {
  const result = await runProgram(`${RECORD_INSTANCES}${COUNT}
    const { createRequire } = await import("node:module");
    const require = createRequire(process.cwd() + "/x.js");
    const [esm, cjs] = [await import("ecd-wasm"), require("ecd-wasm")];
    for (const entry of [esm, cjs, await import("ecd-wasm/emulator"), require("ecd-wasm/emulator")]) await use(entry);
    const codes = [];
    for (const entry of [esm, cjs]) {
      try {
        (await entry.loadCore()).describe("Nope");
      } catch ({ code, name }) {
        codes.push([name, code]);
      }
    }
    print({ count: ours(), same: esm.EcdError === cjs.EcdError, codes });
  `);
  const told = ["EcdError", "UnknownOperation"];
  assert.deepEqual(result, { count: 2, same: false, codes: [told, told] });
});

test("a worker thread has a core of its own", async () => {
  const result = await runProgram(`
    const { Worker } = await import("node:worker_threads");
    const program = \`
      const { parentPort } = require("node:worker_threads");
      import("ecd-wasm/core").then(({ loadCore }) => loadCore()).then((core) => parentPort.postMessage(core.operations().length));
    \`;
    const answers = [1, 2].map(() => new Promise((resolve, reject) => {
      const worker = new Worker(program, { eval: true, execArgv: [] });
      worker.once("message", resolve).once("error", reject);
    }));
    print(await Promise.all(answers));
  `);
  assert.deepEqual(result, [9, 9]);
});

test("the files hold no eval, no Function constructor, and no import of Node.js but where it is meant", () => {
  const read = (name) => readFileSync(new URL(`../../npm/dist/${name}`, import.meta.url), "utf8");
  for (const name of ["internal.js", "core.js", "index.js", "relay.js", "emulator.js", "rsa.js"]) {
    for (const file of [name, `cjs/${name.replace(".js", ".cjs")}`]) {
      const text = read(file);
      assert.doesNotMatch(text, /\beval\s*\(|new Function\b|\bFunction\s*\(/, file);
      assert.doesNotMatch(text, /["']node:|\brequire\(["'](?![.#])|__dirname|\bprocess\.\w/, file);
    }
  }
});
