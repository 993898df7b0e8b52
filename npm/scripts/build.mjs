// Builds npm/dist from npm/src and the compiled core: ES modules, CommonJS, types.
//
// Each entry is one file, and an entry that needs another imports its file. So bytes, instance and
// error classes exist once per format, whichever entry a program imports first.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { makeTypes } from "../../scripts/make-types.mjs";
import { buildConsole } from "../../web/build.mjs";
import { catalogModule, restOfCatalog } from "./catalog_text.mjs";
import { isFresh, markFresh } from "./fresh.mjs";
import { notices } from "./notices.mjs";
import { reportSizes } from "./sizes.mjs";

const NPM = resolve(fileURLToPath(import.meta.url), "../..");
const ROOT = resolve(NPM, "..");
const DIST = join(NPM, "dist");
const WASM = join(ROOT, "build/wasm/src");
const CATALOGS = join(ROOT, "src/catalog/data");

/** Files of dist by their source in npm/src. */
const ENTRIES = {
  "core/internal.ts": "internal",
  "core/index.ts": "core",
  "catalog/index.ts": "catalog",
  "catalog/catalog_script.ts": "catalog_script",
  "rsa/index.ts": "rsa",
  "client/index.ts": "index",
  "credentials/index.ts": "credentials",
  "emulator/index.ts": "emulator",
  "forms/index.ts": "forms",
  "relay/index.ts": "relay",
  "emulator/http_server.ts": "http_server",
  "emulator/http_server_none.ts": "http_server_none",
  "emulator/state_file.ts": "state_file",
  "emulator/state_file_none.ts": "state_file_none",
};

/** The command `ecd`: a program, so ES modules alone and without types. */
const COMMAND = { "cli/main.ts": "cli" };

/** It finds its file by `import.meta`, which CommonJS has not: there the catalog is the script. */
const ES_MODULES_ONLY = { "catalog/catalog_file.ts": "catalog_file" };

/**
 * What of others the command contains: files of their own, so that they are loaded when they are needed,
 * and keep their licences to themselves.
 */
const LIBRARIES = { "cli/jmespath.ts": "jmespath", "cli/undici.ts": "undici" };

/** Its glue takes over a process's errors, and would print itself instead of them. */
async function loadZopfli() {
  const events = ["uncaughtException", "unhandledRejection"];
  const before = events.map((event) => process.listeners(event));
  const zopfli = await import("@gfx/zopfli");
  events.forEach((event, at) => {
    for (const listener of process.listeners(event)) {
      if (!before[at].includes(listener)) process.off(event, listener);
    }
  });
  return zopfli;
}

/** The smallest DEFLATE there is: it is made once (for both formats) and loaded by everyone. */
const known = new Map();
async function deflated(path) {
  const { deflateAsync } = await loadZopfli();
  const bytes = known.get(path) ?? (await deflateAsync(readFileSync(path), { numiterations: 15 }));
  known.set(path, bytes);
  return Buffer.from(bytes).toString("base64");
}

/** `#core-glue`, `#core-bytes` and so on: see npm/src/core/generated.d.ts. */
const compiledModules = {
  name: "compiled-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#(core|rsa)-glue$/ }, ({ path }) => ({ path: join(WASM, `${path.slice(1, -5)}.mjs`) }));
    onResolve({ filter: /^#(core-bytes|rsa-bytes|catalog-text)$/ }, ({ path }) => ({ path: path.slice(1), namespace: "generated" }));
    // Emscripten's glue is written for another minifier and not for reading.
    onLoad({ filter: /\/(core|rsa)\.mjs$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { minify: true });
      return { contents: code };
    });
    onLoad({ filter: /^core-bytes$/, namespace: "generated" }, async () => {
      const { version } = JSON.parse(readFileSync(join(NPM, "package.json"), "utf8"));
      const values = {
        version,
        wasm: await deflated(join(WASM, "core.wasm")),
        catalog: await deflated(join(CATALOGS, "image_family.ndjson")),
      };
      const lines = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join("\n"), loader: "js" };
    });
    onLoad({ filter: /^rsa-bytes$/, namespace: "generated" }, async () => ({
      contents: `export const wasm = ${JSON.stringify(await deflated(join(WASM, "rsa.wasm")))};`,
      loader: "js",
    }));
    onLoad({ filter: /^catalog-text$/, namespace: "generated" }, () => ({
      contents: catalogModule(CATALOGS),
      loader: "js",
    }));
  },
};

/** Endings of dist's files by format. */
const ENDINGS = { esm: ".js", cjs: ".cjs" };

/** An import of another entry stays an import of its file. */
const entriesApart = (ending) => ({
  name: "entries-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
      if (!importer) return undefined;
      const source = relative(join(NPM, "src"), resolve(resolveDir, path)).replace(/\.js$/, ".ts");
      const file = ENTRIES[source] ?? COMMAND[source] ?? LIBRARIES[source];
      const isSelf = relative(join(NPM, "src"), importer) === source;
      return file && !isSelf ? { path: `./${file}${ending}`, external: true } : undefined;
    });
  },
});

/** CommonJS packages ask for Node.js's modules by `require`, which ES modules do not have. */
const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/** Of undici only the entry that Node.js bundles, and the agent: CommonJS is not shaken by itself. */
const partsOfUndici = {
  name: "parts-of-undici",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "parts" }));
    onLoad({ filter: /^undici$/, namespace: "parts" }, () => ({
      contents: `export { fetch } from "undici/index-fetch.js";
        export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";`,
      resolveDir: ROOT,
    }));
  },
};

/** Bundles a library of the command, minified, for others have it to read, and answers its notices. */
async function bundleLibrary([source, file]) {
  const { metafile } = await bundle("esm", DIST, { [source]: file }, {
    platform: "node", banner: { js: REQUIRE }, plugins: [partsOfUndici], minify: true,
  });
  return notices(`${file}.js`, ROOT, Object.keys(metafile.inputs));
}

function bundle(format, outdir, entries = ENTRIES, options = {}) {
  return build({
    entryPoints: Object.entries(entries).map(([source, out]) => ({ in: join(NPM, "src", source), out })),
    outdir,
    format,
    bundle: true,
    // Not minified: compressed it hardly differs, people can read what they install, and an uncaught
    // error shows a line of code instead of all of it.
    target: "es2022",
    platform: "neutral",
    // `import()` of a CommonJS file does not find its names everywhere; `require` does.
    supported: { "dynamic-import": format === "esm" },
    external: ["#*", "node:*"],
    outExtension: { ".js": ENDINGS[format] },
    plugins: [compiledModules, entriesApart(ENDINGS[format])],
    absWorkingDir: ROOT,
    metafile: true,
    logLevel: "warning",
    ...options,
  });
}

async function buildAll() {
  rmSync(DIST, { recursive: true, force: true });
  await bundle("esm", DIST, { ...ENTRIES, ...ES_MODULES_ONLY });
  await bundle("esm", DIST, COMMAND);
  const contained = await Promise.all(Object.entries(LIBRARIES).map(bundleLibrary));
  writeFileSync(join(DIST, "NOTICES.txt"), contained.join(`\n${"=".repeat(78)}\n\n`));
  chmodSync(join(DIST, "cli.js"), 0o755);
  await bundle("cjs", join(DIST, "cjs"));
  writeFileSync(join(DIST, "ecd_catalog.ndjson"), restOfCatalog(CATALOGS));
  makeTypes();
  for (const project of [NPM, join(NPM, "src/cli"), join(ROOT, "web")]) {
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", project], { stdio: "inherit" });
  }
  await buildConsole(join(DIST, "console"));
  mkdirSync(join(DIST, "cjs/types"), { recursive: true });
  cpSync(join(DIST, "types"), join(DIST, "cjs/types"), { recursive: true });
  // Types say by the package.json next to them which format they describe.
  writeFileSync(join(DIST, "cjs/types/package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  for (const name of ["core.wasm", "rsa.wasm"]) {
    cpSync(join(WASM, name), join(DIST, name));
    chmodSync(join(DIST, name), 0o644); // they are linked as if they were programs
  }
  // npm packs no links, and a second copy in the repository would grow old.
  for (const name of ["LICENSE", "NOTICE"]) cpSync(join(ROOT, name), join(NPM, name));
  reportSizes(DIST);
}

const inputs = ["npm/src", "npm/scripts", "npm/package.json", "npm/tsconfig.json", "scripts/make-types.mjs", "scripts/catalog_lines.mjs", "web", "src/catalog/data",
  ...["core.mjs", "core.wasm", "rsa.mjs", "rsa.wasm"].map((name) => `build/wasm/src/${name}`), "package-lock.json"];
const stamp = join(ROOT, "build/npm.stamp");
if (isFresh(DIST, stamp, inputs.map((path) => join(ROOT, path)))) {
  console.log("npm/dist is up to date");
} else {
  await buildAll();
  markFresh(stamp);
}
