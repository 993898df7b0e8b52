// An emulator without a socket and clients of it, all on virtual time.
import { EcdClient, loadCore } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT } from "./emulator_calls.mjs";
import { virtualTime } from "./virtual_time.mjs";

await loadCore();

/** `ask` stands between clients and emulator: `(url, init, fetch) => Response`. */
export async function emulated(t, { ask, client: options, ...given } = {}) {
  const time = virtualTime(t);
  const emulator = await createEmulator({ port: false, copyDurationMs: 600_000, ...given });
  t.after(() => emulator.close());
  const fetch = ask ? (url, init) => ask(url, init, emulator.fetch) : emulator.fetch;
  const clientOf = (more) => new EcdClient({ credentials: ACCOUNT, fetch, ...options, ...more });
  return {
    time,
    emulator,
    clientOf,
    client: clientOf(),
    /** The operations that were asked for, with the region that they went to. */
    asked: () =>
      emulator
        .requests()
        .map(({ operation, url }) => `${operation} ${new URL(url).host.split(".")[1]}`),
    /** How often an operation was asked for. */
    count: (name) => emulator.requests().filter(({ operation }) => operation === name).length,
    idsIn: (regionId) => emulator.images(regionId).map(({ ImageId }) => ImageId),
  };
}
