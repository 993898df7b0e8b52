// The emulator of emulator.bench.mjs: its address first, then answers to what the parent asks.
import { createEmulator } from "ecd-wasm/emulator";

const emulator = await createEmulator(JSON.parse(process.argv[2]));

process.on("message", async (question) => {
  if (question === "stop") {
    await emulator.close();
    process.send("stopped", () => process.exit());
    return;
  }
  const { user, system } = process.cpuUsage();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ cpuMs: (user + system) / 1000, heap: heapUsed + external, resident: rss });
});
process.send({ url: emulator.url });
