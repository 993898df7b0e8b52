// The package as a stranger gets it: packed, installed into an empty folder without any network, used
// from ES modules, CommonJS, TypeScript, bundlers and the shell.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { publint } from "publint";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SAMPLE = fileURLToPath(new URL("sample.ts", import.meta.url));
const bin = (name) => join(ROOT, "node_modules/.bin", name);

/** Bytes. What is well above what there is today, so that growth is noticed. */
const MAX_TARBALL = 1_600_000;
const MAX_UNPACKED = 6_500_000;

const SIGNATURE = "d960bed53b41b654f7b1bb0678884f44bced4906abc201a2b054450591377507";

const folder = mkdtempSync(join(tmpdir(), "ecd-install-test-"));
const project = join(folder, "project");
const installed = join(project, "node_modules/ecd-wasm");

/** Neither the user's settings nor a registry may play a part. */
const ENV = {
  PATH: process.env.PATH,
  HOME: folder,
  npm_config_cache: join(folder, "cache"),
  npm_config_userconfig: join(folder, "npmrc"),
  npm_config_update_notifier: "false",
  // Nobody but the test's own servers is asked for credentials.
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
};

async function run(command, args, { cwd = project, env = {} } = {}) {
  const options = { cwd, env: { ...ENV, ...env }, timeout: 180_000, maxBuffer: 64 << 20 };
  return promisify(execFile)(command, args, options).then(
    ({ stdout, stderr }) => ({ stdout, stderr }),
    ({ message, stdout, stderr }) => assert.fail(`${message}\n${stdout}\n${stderr}`),
  );
}

let packed, tarball;
before(async () => {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: join(ROOT, "npm") });
  const report = JSON.parse(stdout);
  // A list, or since npm 11.6 an object by name.
  [packed] = Array.isArray(report) ? report : Object.values(report);
  tarball = join(folder, packed.filename);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{"private": true}');
  await run("npm", [
    "install",
    "--offline",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    tarball,
  ]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("the tarball", () => {
  const paths = () => packed.files.map(({ path }) => path);

  test("holds what it should and nothing else", () => {
    const expected = [
      /^(package\.json|README\.md|LICENSE|NOTICE)$/,
      /^dist\/[a-z_]+\.js$/,
      /^dist\/cjs\/[a-z_]+\.cjs$/,
      /^dist\/(core\.wasm|rsa\.wasm|ecd_catalog\.ndjson|NOTICES\.txt)$/,
      /^dist\/console\/(index\.html|main\.js|elements\.js|style\.css|NOTICES\.txt)$/,
      /^dist\/(cjs\/)?types\/(?!cli\/)[a-z]+\/[a-z_]+\.d\.ts$/,
      /^dist\/cjs\/types\/package\.json$/,
    ];
    const strays = paths().filter((path) => !expected.some((pattern) => pattern.test(path)));
    assert.deepEqual(strays, []);
    for (const pattern of expected)
      assert.ok(
        paths().some((path) => pattern.test(path)),
        String(pattern),
      );
    for (const name of ["package.json", "README.md", "LICENSE", "NOTICE"])
      assert.ok(paths().includes(name), name);
  });

  test("holds no program that nothing leads to", () => {
    const {
      exports,
      imports,
      bin: commands,
      main,
    } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const targets = (value) =>
      typeof value === "string" ? [value] : Object.values(value).flatMap(targets);
    const found = new Set(["./dist/console/main.js"]);
    const queue = [main, ...targets([exports, imports, commands]), ...found];
    while (queue.length) {
      const path = queue.pop();
      assert.ok(existsSync(join(installed, path)), `${path} is named but not there`);
      found.add(path);
      if (!/\.c?js$/.test(path)) continue;
      const text = readFileSync(join(installed, path), "utf8");
      for (const [, next] of text.matchAll(
        /(?:from|import|require)\s*\(?\s*["'](\.\.?\/[^"']+)["']/g,
      )) {
        const file = `./${posix.join(posix.dirname(path), next)}`;
        if (!found.has(file)) queue.push(file);
      }
    }
    const programs = paths().filter((path) => /\.c?js$/.test(path));
    assert.deepEqual(
      programs.filter((path) => !found.has(`./${path}`)),
      [],
    );
  });

  test("is small", () => {
    assert.ok(packed.size < MAX_TARBALL, `${packed.size} bytes`);
    assert.ok(packed.unpackedSize < MAX_UNPACKED, `${packed.unpackedSize} bytes unpacked`);
  });

  test("needs nothing and runs nothing when it is installed", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const name of [
      "dependencies",
      "optionalDependencies",
      "peerDependencies",
      "scripts",
      "gypfile",
    ]) {
      assert.equal(manifest[name], undefined, name);
    }
    assert.equal(manifest.license, "Apache-2.0");
    assert.deepEqual(
      readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith(".")),
      ["ecd-wasm"],
    );
  });

  test("names no place of the machine it was made on", () => {
    for (const path of paths()) {
      const text = readFileSync(join(installed, path), "latin1");
      assert.ok(!text.includes(ROOT) && !text.includes("file:///"), path);
      assert.doesNotMatch(text, /sourceMappingURL/, path);
    }
  });

  test("only the command may be run", () => {
    const isProgram = (path) => (statSync(join(installed, path)).mode & 0o111) !== 0;
    assert.deepEqual(paths().filter(isProgram), ["dist/cli.js"]);
    assert.match(readFileSync(join(installed, "dist/cli.js"), "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  test("publint finds nothing", async () => {
    const { messages } = await publint({
      pkgDir: installed,
      level: "suggestion",
      strict: true,
      pack: false,
    });
    assert.deepEqual(messages, []);
  });

  test("attw finds nothing", async () => {
    // Resolution that knows no exports (node10) is older than any Node.js this runs on. The Wasm files
    // are no programs; the console is for browsers, whose modules are ES modules.
    const check = (...args) =>
      run(bin("attw"), [
        tarball,
        "--no-definitely-typed",
        "--format",
        "ascii",
        "--no-emoji",
        ...args,
      ]);
    const others = ["./core.wasm", "./rsa.wasm", "./console"];
    await check("--profile", "node16", "--exclude-entrypoints", ...others);
    await check("--profile", "esm-only", "--entrypoints", "./console");
  });
});

describe("used from JavaScript", () => {
  const program = (load) => `
    (async () => {
      const { EcdClient, loadCore } = ${load("ecd-wasm")};
      const { createEmulator } = ${load("ecd-wasm/emulator")};
      const { fromEnv } = ${load("ecd-wasm/credentials")};
      const COPY = {
        RegionId: "cn-hangzhou", ImageId: "m-gx2x1dhsmusr2****", DestinationImageName: "Office_Shanghai",
        DestinationDescription: "This is a test.", DestinationRegionId: "cn-shenzhen",
      };
      const credentials = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
      const fixed = { credentials, date: "2026-01-05T08:00:00Z", nonce: "28a40f12f340442ba35f46ef6a030001", trace: true };
      const core = await loadCore();
      const { signature } = core.sign("CopyImage", COPY, fixed).trace;
      // Over HTTP: the server's part of the emulator is loaded too.
      const emulator = await createEmulator({ accounts: [credentials], copyDurationMs: 50 });
      const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret };
      const client = new EcdClient({ credentials: fromEnv({ env }), endpoint: emulator.url });
      const image = await client.copyImageAndWait(COPY, { pollMs: 10 });
      await emulator.close();
      console.log(JSON.stringify({ signature, status: image.Status, count: emulator.images("cn-shenzhen").length }));
    })();
  `;
  const EXPECTED = { signature: SIGNATURE, status: "Available", count: 1 };
  const names = () =>
    Object.entries(JSON.parse(readFileSync(join(installed, "package.json"), "utf8")).exports);

  test("import", async () => {
    writeFileSync(
      join(project, "program.mjs"),
      program((name) => `await import("${name}")`),
    );
    const { stdout } = await run("node", ["program.mjs"]);
    assert.deepEqual(JSON.parse(stdout), EXPECTED);
  });

  test("require", async () => {
    writeFileSync(
      join(project, "program.cjs"),
      program((name) => `require("${name}")`),
    );
    const { stdout } = await run("node", ["program.cjs"]);
    assert.deepEqual(JSON.parse(stdout), EXPECTED);
  });

  test("import and require give the same names", async () => {
    const both = names()
      .filter(([, target]) => target.require)
      .map(([path]) => path.replace(".", "ecd-wasm"));
    assert.ok(both.length >= 3);
    writeFileSync(
      join(project, "names.cjs"),
      `(async () => {
        const names = {};
        for (const entry of ${JSON.stringify(both)}) {
          const [esm, cjs] = [await import(entry), require(entry)];
          names[entry] = [Object.keys(esm).sort(), Object.keys(cjs).filter((name) => name !== "__esModule").sort()];
        }
        console.log(JSON.stringify(names));
      })();`,
    );
    const { stdout } = await run("node", ["names.cjs"]);
    for (const [entry, [esm, cjs]] of Object.entries(JSON.parse(stdout))) {
      // In CommonJS that Node.js imports, all names and a default; in ES modules only what is named.
      assert.deepEqual(cjs, esm, entry);
      assert.ok(esm.length > 0 && !esm.includes("default"), entry);
    }
  });

  test("a file that is not exported cannot be reached", async () => {
    for (const path of [
      "ecd-wasm/dist/internal.js",
      "ecd-wasm/internal",
      "ecd-wasm/src/core/core.ts",
    ]) {
      writeFileSync(
        join(project, "deep.mjs"),
        `await import("${path}").catch(({ code }) => console.log(code));`,
      );
      assert.equal((await run("node", ["deep.mjs"])).stdout, "ERR_PACKAGE_PATH_NOT_EXPORTED\n");
    }
  });

  test("the bytes of the modules are there for those who compile them themselves", async () => {
    writeFileSync(
      join(project, "bytes.mjs"),
      `import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import { loadCore } from "ecd-wasm/core";
      import { loadRsa } from "ecd-wasm/rsa";
      const { resolve } = createRequire(import.meta.url);
      const moduleOf = (name) => new WebAssembly.Module(readFileSync(resolve("ecd-wasm/" + name)));
      const core = await loadCore(moduleOf("core.wasm"));
      await loadRsa(core, moduleOf("rsa.wasm"));
      const keys = { accessKeyId: "id", accessKeySecret: "none" };
      const request = { method: "GET", url: "https://example.com/", headers: {}, body: null };
      try {
        core.signRequest(request, { credentials: keys, algorithm: "ACS3-RSA-SHA256", action: "A", version: "1" });
      } catch ({ code }) {
        console.log(core.operations().length, code);
      }`,
    );
    assert.equal((await run("node", ["bytes.mjs"])).stdout, "9 InvalidPrivateKey\n");
  });
});

describe("used from the shell", () => {
  const ecd = () => join(project, "node_modules/.bin/ecd");
  const CREDENTIALS = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret",
  };

  /** Starts a command that serves; gives the address that it prints. */
  async function start(t, ...args) {
    const child = spawn(ecd(), args, {
      cwd: project,
      env: ENV,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    t.after(async () => {
      child.kill();
      await exited;
    });
    let text = "";
    for await (const part of child.stdout.setEncoding("utf8")) {
      text += part;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url) return url;
    }
    return assert.fail(`no address in ${text}`);
  }

  test("npx ecd --version", async () => {
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const [command, ...args] of [["npx", "--no", "--offline", "--", "ecd"], [ecd()]]) {
      const { stdout } = await run(command, [...args, "--version"]);
      assert.ok(stdout.includes(version), stdout);
    }
  });

  test("an image is copied through its own emulator", async (t) => {
    const url = await start(t, "emulator", "--port", "0");
    const args = [
      ...["copy-image", "--wait", "--endpoint", url, "--output", "json"],
      ...["--region-id", "cn-hangzhou", "--image-id", "m-gx2x1dhsmusr2****"],
      ...["--destination-region-id", "cn-shenzhen", "--destination-image-name", "Office_Shanghai"],
      ...["--destination-description", "This is a test."],
    ];
    const { stdout } = await run(ecd(), args, { env: CREDENTIALS });
    assert.match(stdout, /"ImageId": ?"m-/);
    assert.match(stdout, /Available/);
  });

  test("the console is served from the package", async (t) => {
    const url = await start(t, "console", "--port", "0");
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<ecd-copy-image|main\.js/);
  });
});

describe("used from TypeScript", () => {
  const BASE = {
    target: "es2022",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  const cases = [];
  for (const module of ["nodenext", "bundler"]) {
    for (const dom of [true, false])
      for (const node of [true, false]) cases.push({ module, dom, node });
  }
  for (const { module, dom, node } of cases) {
    const what = `${module}, ${dom ? "with" : "without"} DOM, ${node ? "with" : "without"} @types/node`;
    test(what, async () => {
      const where = join(project, what.replaceAll(/\W+/g, "-"));
      mkdirSync(where);
      const files = ["sample.mts", ...(module === "nodenext" ? ["sample.cts"] : [])];
      for (const name of files) copyFileSync(SAMPLE, join(where, name));
      const compilerOptions = {
        ...BASE,
        module: module === "nodenext" ? "nodenext" : "esnext",
        // The same program as CommonJS: import is written as require.
        verbatimModuleSyntax: module !== "nodenext",
        moduleResolution: module,
        lib: ["es2022", ...(dom ? ["dom", "dom.iterable"] : [])],
        types: node ? ["node"] : [],
        outDir: "out",
      };
      writeFileSync(join(where, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      await run(bin("tsc"), ["-p", "."], { cwd: where });

      for (const name of files.map((name) => name.replace(/ts$/, "js"))) {
        const program = `import { run } from ${JSON.stringify(pathToFileURL(join(where, "out", name)).href)};
          console.log(JSON.stringify(await run()));`;
        writeFileSync(join(where, "run.mjs"), program);
        const { progress, ...results } = JSON.parse(
          (await run("node", ["run.mjs"], { cwd: where })).stdout,
        );
        assert.deepEqual(results, {
          signature: SIGNATURE,
          codes: ["error DestinationImageName minLength", "error DestinationImageName startsWith"],
          status: "Available",
          operations: 295,
          refused: "InvalidImageId.NotFound",
          rsaKey: "InvalidPrivateKey",
          isShared: true,
          isValid: true,
          relayed: "POST DescribeImages done",
          keys: "YourAccessKeyId YourAccessKeySecret undefined",
          failure: "NoCredentials",
        });
        assert.equal(progress.at(-1), 100);
      }
    });
  }
});

describe("used from a bundler", () => {
  const bundle = (contents, options) =>
    build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      write: false,
      metafile: true,
      platform: "browser",
      format: "esm",
      logLevel: "silent",
      ...options,
    });

  /** A program that uses everything, for a browser: what a bundler would ask Node.js for is an error. */
  const esm = `
    import { EcdClient } from "ecd-wasm";
    import { createEmulator } from "ecd-wasm/emulator";
    import { loadCore } from "ecd-wasm/core";
    export { loadCatalog } from "ecd-wasm/catalog";
    export { loadRsa } from "ecd-wasm/rsa";
    export { standardSchema, bindForm } from "ecd-wasm/forms";
    export { createRelay, toNodeListener } from "ecd-wasm/relay";
    export const run = async () => {
      const credentials = { accessKeyId: "id", accessKeySecret: "secret" };
      const emulator = await createEmulator({ port: false, accounts: [credentials] });
      const client = new EcdClient({ credentials, fetch: emulator.fetch });
      const { Regions } = await client.call("DescribeRegions", { RegionId: "cn-hangzhou" });
      const { code } = await createEmulator().catch((error) => error);
      const knowsCopyImage = (await loadCore()).operations().includes("CopyImage");
      return { regions: Regions.length, code, knowsCopyImage };
    };
  `;
  const cjs = esm
    .replace(/import (\{.*\}) from (".*");/g, "const $1 = require($2);")
    .replace(/export (\{.*\}) from (".*");/g, "require($2);")
    .replace("export const run", "exports.run");

  for (const [what, source, options] of [
    ["ES modules", esm, {}],
    ["ES modules, minified", esm, { minify: true }],
    ["CommonJS", cjs, {}],
  ]) {
    test(`for a browser: ${what}`, async () => {
      const { outputFiles, metafile, warnings } = await bundle(source, options);
      assert.deepEqual(warnings, []);
      const [{ imports }] = Object.values(metafile.outputs);
      assert.deepEqual(imports, []);
      const inputs = Object.keys(metafile.inputs).map((path) => posix.basename(path));
      assert.ok(
        !inputs.some((name) => /^(http_server|state_file|catalog_file)\.c?js$/.test(name)),
        inputs.join(),
      );
      const [{ text }] = outputFiles;
      assert.doesNotMatch(text, /["']node:/);
      const file = join(project, `bundle-${what.replaceAll(/\W/g, "")}.mjs`);
      writeFileSync(file, text);
      const module = await import(pathToFileURL(file));
      const results = await (module.run ?? module.default.run)();
      const { regions, ...others } = results;
      assert.ok(regions >= 24);
      assert.deepEqual(others, { code: "NoHttpServer", knowsCopyImage: true });
    });
  }

  test("for Node.js, the server and the state file come along", async () => {
    for (const format of ["esm", "cjs"]) {
      const { metafile } = await bundle(
        'import { createEmulator } from "ecd-wasm/emulator"; createEmulator();',
        {
          platform: "node",
          format,
        },
      );
      const [{ imports }] = Object.values(metafile.outputs);
      assert.ok(imports.every(({ external }) => external));
      const names = new Set(imports.map(({ path }) => path));
      assert.deepEqual([...names].sort(), ["node:fs", "node:http", "node:path"]);
    }
  });

  test("for Node.js, the catalog is in the bundle, for its file is not beside it", async () => {
    for (const format of ["esm", "cjs"]) {
      const { outputFiles } = await bundle(
        `import { loadCore } from "ecd-wasm/core";
        import { loadCatalog } from "ecd-wasm/catalog";
        export const count = async () => {
          const core = await loadCore();
          await loadCatalog(core);
          return core.operations().length;
        };`,
        { platform: "node", format },
      );
      const file = join(folder, `alone.${format === "esm" ? "mjs" : "cjs"}`);
      writeFileSync(file, outputFiles[0].text);
      const { count } = await import(pathToFileURL(file));
      assert.equal(await count(), 295);
    }
  });

  test("for Node.js, what credentials need comes along", async () => {
    for (const format of ["esm", "cjs"]) {
      const source = 'import { defaultChain } from "ecd-wasm/credentials"; defaultChain();';
      const { metafile } = await bundle(source, { platform: "node", format });
      const [{ imports }] = Object.values(metafile.outputs);
      const needed = ["child_process", "fs/promises", "http", "https", "os", "path"];
      assert.deepEqual(
        [...new Set(imports.map(({ path }) => path))].sort(),
        needed.map((name) => `node:${name}`),
      );
    }
  });

  test("what is imported and not used is left out", async () => {
    for (const entry of [
      "ecd-wasm",
      "ecd-wasm/core",
      "ecd-wasm/emulator",
      "ecd-wasm/catalog",
      "ecd-wasm/rsa",
      "ecd-wasm/credentials",
      "ecd-wasm/forms",
      "ecd-wasm/relay",
    ]) {
      const platform = entry === "ecd-wasm/credentials" ? "node" : "browser";
      const { outputFiles } = await bundle(`import "${entry}"; console.log(1);`, {
        minify: true,
        platform,
      });
      assert.equal(outputFiles[0].text.trim(), "console.log(1);", entry);
    }
  });

  test("the console's elements, with what they define", async () => {
    const { outputFiles, metafile, warnings } = await bundle('import "ecd-wasm/console";');
    assert.deepEqual(warnings, []);
    assert.deepEqual(Object.values(metafile.outputs)[0].imports, []);
    assert.match(outputFiles[0].text, /ecd-copy-image/);
  });
});
