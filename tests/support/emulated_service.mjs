// Preloaded (node --import) before programs that call the service, such as the examples of the README:
// requests to its endpoints reach an emulator in the same process. Loopback stays what it is, and
// whatever else is asked for is an error, so that no test depends on a network.
import { createEmulator } from "ecd-wasm/emulator";

const realFetch = globalThis.fetch;
const SERVICE = /^ecd\.[a-z0-9-]+\.aliyuncs\.com$/;

// Made when it is first needed: a program may have its own idea of where the core comes from.
let emulator;

globalThis.fetch = async (input, init) => {
  const { hostname } = new URL(input instanceof Request ? input.url : input);
  if (hostname === "127.0.0.1") return realFetch(input, init);
  if (!SERVICE.test(hostname)) throw new TypeError(`no network in tests: ${hostname}`);
  emulator ??= createEmulator({ port: false, copyDurationMs: 300 });
  return (await emulator).fetch(input, init);
};
