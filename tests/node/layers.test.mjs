// Which room of src/ may know which (docs/architecture.md), and how long a file may be.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What each room may include besides itself. A room further left never includes one further right. */
const MAY_INCLUDE = {
  text: [],
  json: ["text"],
  crypto: ["text"],
  catalog: ["text", "json", "crypto"],
  validation: ["text", "json", "crypto", "catalog"],
  request: ["text", "json", "crypto", "catalog", "validation"],
  // Signing does not know what an operation is; an answer is read without knowing who asked.
  signing: ["text", "json", "crypto", "request"],
  response: ["text", "json", "crypto"],
  wasm: ["text", "json", "crypto", "catalog", "validation", "request", "signing", "response"],
};

/** Others' headers and the only files that may include them. */
const KEPT_APART = [
  { header: /^cryptopp\//, files: /^src\/crypto\// },
  { header: /^nlohmann\//, files: /^src\/json\// },
  { header: /^emscripten\b/, files: /^src\/wasm\/\w*bindings\.cpp$/ },
];

/** The core asks nobody for time, randomness, settings or files. */
const OUTSIDE_WORLD = {
  "a header":
    /^\s*#\s*include\s*<(?:ctime|time\.h|random|iostream|fstream|cstdio|stdio\.h|filesystem|thread|sys\/.*|unistd\.h)>/m,
  "a clock":
    /\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock|clock_gettime|gettimeofday)\b|\bstd::time\s*\(/,
  randomness:
    /\brandom_device\b|\bmt19937\b|\b(?:std::|::)s?rand\s*\(|\bgetrandom\b|\bgetentropy\b/,
  "the environment": /\b(?:secure_)?getenv\b/,
  output: /\bstd::(?:cout|cerr|clog)\b|\b(?:f?printf|puts|fputs)\s*\(/,
};

/** Paths of the files below a folder, from the root. */
function filesOf(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

const read = (path) => readFileSync(join(ROOT, path), "utf8");
const withoutComments = (code) => code.replace(/\/\/.*$/gm, "");
const sources = filesOf("src").filter((path) => /\.(?:cpp|h)$/.test(path));
const roomOf = (path) => path.split("/")[1];

test("every room is one of the plan's", () => {
  const rooms = new Set(sources.map(roomOf));
  assert.deepEqual([...rooms].sort(), Object.keys(MAY_INCLUDE).sort());
});

for (const room of Object.keys(MAY_INCLUDE)) {
  test(`src/${room} includes only what it may`, () => {
    const allowed = [room, ...MAY_INCLUDE[room]];
    for (const path of sources.filter((each) => roomOf(each) === room)) {
      for (const [, header] of read(path).matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)) {
        assert.ok(allowed.includes(header.split("/")[0]), `${path} includes ${header}`);
      }
    }
  });
}

test("Crypto++, nlohmann/json and Emscripten each have one room", () => {
  for (const path of sources) {
    for (const [, header] of read(path).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)) {
      const rule = KEPT_APART.find((each) => each.header.test(header));
      assert.ok(!rule || rule.files.test(path), `${path} includes ${header}`);
    }
  }
});

test("the core outside src/wasm knows no clock, randomness, environment or stream", () => {
  for (const path of sources.filter((each) => roomOf(each) !== "wasm")) {
    const code = withoutComments(read(path));
    for (const [what, pattern] of Object.entries(OUTSIDE_WORLD)) {
      assert.doesNotMatch(code, pattern, `${path}: ${what}`);
    }
  }
});

test("a file has less than 400 lines", () => {
  const code = [".cpp", ".h", ".ts", ".mjs", ".js", ".css", ".html", ".txt"];
  const all = ["src", "npm/src", "web"]
    .flatMap(filesOf)
    .filter((path) => code.includes(extname(path)) && !path.startsWith("npm/src/generated/"));
  assert.ok(all.length > 50);
  for (const path of all) {
    const lines = read(path).split("\n").length - 1;
    assert.ok(lines < 400, `${path} has ${lines} lines`);
  }
});
