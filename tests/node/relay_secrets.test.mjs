// Nothing of the keys leaves a relay, whatever a service echoes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";
import { ask, relayTo, requestOf } from "../support/relays.mjs";

/** Lets what an audit is told arrive: it is not waited for. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("no answer and no audit holds anything of the keys", () => {
  const keys = {
    plain: {
      accessKeyId: "LTAI5tPublicPart0001",
      accessKeySecret: "S3cr3tS3cr3tS3cr3tS3cr3t012345",
      securityToken: "CAISt0kenT0kenT0ken0123456789abcdefghij",
    },
    "with marks": {
      accessKeyId: "LTAI5tPublicPart0001",
      accessKeySecret: 'S3cr3t"/\\+= %&<$&>$1 S3cr3t',
      securityToken: "CAIS+t0ken/T0ken==\"\\ $& {}[]:,!'()*",
    },
    bearer: { bearerToken: "eyJhbGciOi.J0b2tlbiJ9+/==.(t)*~!" },
  };
  const spellings = (text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString("base64"),
  ];

  for (const [kind, credentials] of Object.entries(keys)) {
    for (const algorithm of ["ACS3-HMAC-SHA256", "HMAC-SHA1"]) {
      test(`${kind}, ${algorithm}`, async () => {
        const sent = [];
        const words = (url, { headers, body }) =>
          `${url} ${JSON.stringify(headers)} ${body ?? ""} ${Object.values(headers).join()} ${decodeURIComponent(url)}`;
        const inHeader = (text) => text.replace(/[^\x20-\x7e]/g, "");
        const echoes = [
          (w) => ({ body: { RequestId: w, Anything: [{ [w]: w }] } }),
          (w) => ({ status: 400, body: { Code: "A", Message: w, RequestId: w, Recommend: w } }),
          (w) => ({ status: 400, body: { Code: w } }),
          (w) => ({
            status: 403,
            body: { Code: "NoPermission", AccessDeniedDetail: { AuthAction: w, [w]: w } },
          }),
          (w) => ({ status: 429, body: { Code: `Throttling ${w}` } }),
          (w) => ({
            status: 502,
            body: `<html>${w}`,
            headers: { "x-acs-request-id": inHeader(w) },
          }),
          (w) => ({
            status: 302,
            body: w,
            headers: { location: inHeader(w), "x-acs-request-id": inHeader(w) },
          }),
          (w) => ({ status: 200, body: `{"${w}` }),
          (w) => new TypeError(w, { cause: Object.assign(new Error(w), { code: w }) }),
        ];
        const told = [];
        for (const echo of echoes) {
          const fetch = fakeFetch((url, init) => {
            sent.push({ url, ...init });
            const answer = echo(words(url, init));
            if (answer instanceof Error) throw answer;
            return answer;
          });
          const relay = relayTo(
            {},
            {
              credentials,
              algorithm,
              fetch,
              audit: (event) => told.push(JSON.stringify(event)),
            },
          );
          for (const [operation, params] of [
            ["CopyImage", COPY],
            ["DescribeImages", { RegionId: "cn-hangzhou" }],
          ]) {
            const { text, headers } = await ask(relay, requestOf(operation, params));
            told.push(text, JSON.stringify([...headers]));
          }
        }
        await settled();
        assert.equal(sent.length, 2 * echoes.length);
        const signatures = sent.flatMap(({ url, headers }) =>
          [
            /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? [],
            new URL(url).searchParams.get("Signature") ?? [],
          ].flat(),
        );
        if (!credentials.bearerToken) assert.equal(signatures.length, sent.length);
        const secrets = [...Object.values(credentials), ...signatures].flatMap(spellings);
        for (const text of told)
          for (const secret of secrets)
            assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 2000)}`);
        assert.ok(
          told.some((text) => text.includes("***")),
          "something was taken out",
        );
      });
    }
  }
});
