// A relay as a Cloudflare Worker has it: bundled, the core imported as a module.
import core from "ecd-wasm/core.wasm";
import { loadCore } from "ecd-wasm/core";
import { createRelay } from "ecd-wasm/relay";

let relay;

async function start({ ACCESS_KEY_ID, ACCESS_KEY_SECRET, ENDPOINT }) {
  await loadCore(core); // a Worker may not compile at run time
  return createRelay({
    credentials: { accessKeyId: ACCESS_KEY_ID, accessKeySecret: ACCESS_KEY_SECRET },
    endpoint: ENDPOINT,
    allow: {
      operations: ["CopyImage", "DescribeImages", "CancelCopyImage"],
      regions: ["cn-hangzhou", "cn-shenzhen"],
    },
    authorize: ({ headers }) => headers.get("authorization") === "Bearer ann",
  });
}

export default {
  async fetch(request, env) {
    relay ??= await start(env);
    return relay(request);
  },
};
