// What a client's options take of others; tests/node/types.test.mjs compiles it.
import { EcdClient } from "ecd-wasm";
import type { ResponseEvent } from "ecd-wasm";
import { fetch, ProxyAgent } from "undici";

const dispatcher = new ProxyAgent("http://proxy.example:3128");

export const clients = [
  new EcdClient({ credentials: "anonymous", dispatcher }),
  new EcdClient({ credentials: "anonymous", dispatcher, fetch }),
  new EcdClient({ credentials: "anonymous", fetch: globalThis.fetch, userAgent: "my-app/1.2" }),
  // @ts-expect-error: what sends nothing
  new EcdClient({ credentials: "anonymous", dispatcher: {} }),
  new EcdClient({
    credentials: "anonymous",
    onResponse: ({ status, outcome }: ResponseEvent) => console.log(status ?? 0, outcome),
    onRetry: async ({ delayMs, code }) => console.log(delayMs.toFixed(0), code.length),
  }),
];
