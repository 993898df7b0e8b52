// `ecd explain`, and core.compare over pasted requests.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";
import { ACCOUNT, run } from "./cli_support.mjs";

const core = await loadCore();
const FOLDER = mkdtempSync(join(tmpdir(), "ecd-explain-test-"));
let files = 0;

function file(text) {
  const path = join(FOLDER, `${++files}.txt`);
  writeFileSync(path, `${text}\n`);
  return path;
}

const REQUEST = {
  method: "POST",
  url: "https://ecd.cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou&Name=it%27s%20a%20%24x",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "a=1&b=it%27s",
};
const SCHEMES = {
  acs3: {},
  sm3: { algorithm: "ACS3-HMAC-SM3" },
  rpc: { algorithm: "HMAC-SHA1" },
  roa: { algorithm: "HMAC-SHA1", style: "ROA" },
};
const sign = (options = {}, request = REQUEST) =>
  core.signRequest(request, {
    credentials: ACCOUNT,
    action: "DescribeImages",
    version: "2020-09-30",
    trace: true,
    ...options,
  });

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const curl = ({ method, url, headers, body }) =>
  [
    `curl -sS -X ${method} ${quote(url)} \\`,
    ...Object.entries(headers).map(([name, value]) => `  -H ${quote(`${name}: ${value}`)} \\`),
    `  --data-raw ${quote(body)} | jq .`,
  ].join("\n");

const http = ({ method, url, headers, body }) =>
  [
    `${method} ${url.replace(/^https:\/\/[^/]+/, "")} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    body,
  ].join("\n");

for (const [name, options] of Object.entries(SCHEMES)) {
  const signed = sign(options);
  const { stringToSign, canonicalRequest } = signed.trace;

  for (const [form, paste] of Object.entries({ curl, http })) {
    test(`${name}: a pasted ${form} request stands for its string to sign`, () => {
      assert.deepEqual(core.compare(paste(signed), stringToSign), { equal: true });
      assert.deepEqual(core.compare(stringToSign, paste(signed)), { equal: true });
      const message = `Specified signature is not matched with our calculation. server string to sign is:${stringToSign}`;
      assert.deepEqual(core.compare(paste(signed), message), { equal: true });
    });
  }

  test(`${name}: two pasted requests are held side by side`, () => {
    assert.deepEqual(core.compare(curl(signed), http(signed)), { equal: true });
    const later = sign({ ...options, nonce: "another" });
    const difference = core.compare(curl(later), http({ ...later, method: "PUT" }));
    assert.equal(difference.cause, "method");
  });

  test(`${name}: a change on the way is found`, () => {
    const changed = {
      ...signed,
      url: signed.url.replace("cn-hangzhou&", "cn-beijing&").replace("=cn-hangzhou", "=cn-beijing"),
    };
    const theirs = name === "acs3" || name === "sm3" ? canonicalRequest : stringToSign;
    assert.equal(core.compare(curl(changed), theirs).cause, "parameters");
  });
}

test("curl as people write it", () => {
  const signed = sign();
  const headers = Object.entries(signed.headers).map(
    ([name, value]) => `--header="${name}:${value}"`,
  );
  const written = `$ curl ${headers.join(" ")} -d 'a=1' -d $'b=it\\x2527s' --max-time 5 "${signed.url}"`;
  assert.deepEqual(core.compare(written, signed.trace.canonicalRequest), { equal: true });
});

test("pastes that cannot be read", () => {
  const code = (text) => {
    try {
      core.compare(text, "x");
      return "";
    } catch (error) {
      return error.code;
    }
  };
  assert.equal(code("curl 'https://h.example"), "InvalidPaste");
  assert.equal(code("curl -H a:b"), "InvalidPaste");
  assert.equal(code("curl https://h.example -d @file"), "InvalidPaste");
  assert.equal(code("curl https://h.example -X"), "InvalidPaste");
  assert.equal(code("curl https://h.example -F a=b"), "InvalidPaste");
  assert.equal(code("GET / HTTP/1.1\naccept: */*"), "InvalidPaste");
  assert.equal(code("curl https://h.example"), "Unsigned");
});

const explain = (words, options) => run(["explain", ...words], options);

test("a request that is right, with the key at hand", async () => {
  const signed = sign();
  const { status, stdout } = await explain([file(curl(signed))]);
  assert.equal(status, 0);
  assert.match(stdout, /^The signature is right/);
  assert.match(stdout, /Dated 20\d\d-.*behind this clock/);
  assert.ok(stdout.includes("x-acs-security-token:***"));
  assert.ok(stdout.includes(signed.trace.stringToSign));
});

test("a request that is refused says by what", async () => {
  const signed = sign();
  const { status, stdout } = await explain([
    file(http({ ...signed, body: "a=2" })),
    "--output",
    "json",
  ]);
  assert.equal(status, 1);
  const looks = JSON.parse(stdout);
  assert.equal(looks.verdict, "refused");
  assert.equal(looks.code, "SignatureDoesNotMatch");
  assert.match(looks.message, /hash of the body/);
});

test("without its key a request is shown, not judged", async () => {
  const { status, stdout } = await explain(["-"], { input: curl(sign()), env: {} });
  assert.equal(status, 0);
  assert.match(stdout, /^The signature was not checked/);
});

test("an old request says so", async () => {
  const { stdout } = await explain([file(curl(sign({ date: "2026-01-05T08:00:00Z" })))]);
  assert.match(stdout, /the service refuses it, 15 min are allowed/);
});

test("two texts: line, column, mark and cause", async () => {
  const ours = sign().trace.canonicalRequest;
  const { status, stdout } = await explain([
    file(ours),
    file(ours.replace("it%27s%20a", "it%27s+a")),
  ]);
  assert.equal(status, 1);
  const lines = stdout.split("\n");
  assert.match(lines[0], /^line 3, column \d+ \(byte \d+\): encoding$/);
  assert.match(lines[1], /^ {2}ours {4}.*it%27s%20a/);
  assert.match(lines[2], /^ {2}theirs {2}.*it%27s\+a/);
  assert.equal(lines[1][lines[3].indexOf("^")], "%");
  assert.equal(lines[2][lines[3].indexOf("^")], "+");
  assert.match(lines[4], /encoded otherwise/);
  const same = await explain([file(ours), file(ours)]);
  assert.deepEqual([same.status, same.stdout], [0, "The texts are equal.\n"]);
});

test("misuse", async () => {
  for (const words of [[], ["no-such-file"], ["-", "-"], [file("neither curl nor HTTP")]]) {
    const { status, stderr } = await explain(words);
    assert.equal(status, 2, stderr);
  }
});
