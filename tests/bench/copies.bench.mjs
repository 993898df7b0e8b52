// What becomes of copies when answers get lost, by how a client tries again: a model, on virtual time, with
// the emulator as the service. Of 100 requests 3 do not arrive, 5 answers are lost, 2 end with a server
// error after the copy was made, and 5 are throttled. Counts duplicates, copies that nobody was told of,
// and how often the client could not say: node tests/bench/copies.bench.mjs [copies]
import { EcdClient, loadCore } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { randomBy } from "../support/chaos.mjs";
import { ACCOUNT, PAGE_EXAMPLE } from "../support/emulator_calls.mjs";
import { virtualTime } from "../support/virtual_time.mjs";

const COPIES = Number(process.argv[2] ?? 10_000);
const SEED = 1;
const AT_ONCE = 50;

const FAULTS = [
  [0.03, { reset: "before" }],
  [0.05, { reset: "after" }],
  [0.02, { status: 500, done: true }],
  [0.05, { code: "Throttling.User", retryAfterMs: 500 }],
];

/** Tries three times whatever happened, as clients without a notion of the outcome do. */
async function blindly(client, params) {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await client.call("CopyImage", params);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

const once = (client, params) => client.call("CopyImage", params);

const WAYS = {
  "three blind attempts": blindly,
  "one attempt": once,
  copyImage: (client, params) => client.copyImage(params),
  "copyImage with resend": (client, params) => client.copyImage(params, { resend: true }),
};

async function measure(time, way, visibilityLagMs) {
  const random = randomBy(SEED);
  const emulator = await createEmulator({ port: false, visibilityLagMs, maxNonces: 1e7 });
  const fetch = async (url, init) => {
    let point = init.headers["x-acs-action"] === "CopyImage" ? random() : 1;
    const fault = FAULTS.find(([rate]) => (point -= rate) < 0)?.[1];
    if (fault) emulator.faults.add({ ...fault, operation: "CopyImage", times: 1 });
    return emulator.fetch(url, init);
  };
  const regions = ["cn-shenzhen", "cn-beijing", "cn-shanghai", "cn-chengdu"];
  const counts = { duplicates: 0, untold: 0, unclear: 0, failed: 0 };
  let next = 0;
  const work = async () => {
    while (next < COPIES) {
      const i = next++;
      const copy = { DestinationImageName: `Office_${i}`, DestinationRegionId: regions[i % 4] };
      const client = new EcdClient({
        credentials: ACCOUNT,
        fetch,
        maxAttempts: way === blindly || way === once ? 1 : 3,
      });
      const error = await way(client, { ...PAGE_EXAMPLE, ...copy }).catch((reason) => reason);
      await time.sleep(120_000); // whatever was made is listed by then
      const { Images } = await client.call("DescribeImages", {
        ...{ RegionId: copy.DestinationRegionId, ImageName: copy.DestinationImageName },
      });
      if (Images.length > 1) counts.duplicates += 1;
      if (!(error instanceof Error)) continue;
      counts.failed += 1;
      if (error.outcome === "unclear") counts.unclear += 1;
      else if (Images.length > 0) counts.untold += 1;
    }
  };
  await time.run(Promise.all(Array.from({ length: AT_ONCE }, work)));
  await emulator.close();
  return counts;
}

await loadCore();
const cleanUps = [];
const time = virtualTime({ after: (done) => cleanUps.push(done) });
const percent = (count) => `${((100 * count) / COPIES).toFixed(2)} %`;
for (const [name, way] of Object.entries(WAYS)) {
  for (const lagMs of [0, 20_000, 90_000]) {
    if (lagMs > 0 && !name.startsWith("copyImage")) continue;
    const { duplicates, untold, unclear, failed } = await measure(time, way, lagMs);
    console.log(
      `${name.padEnd(22)} lists ${String(lagMs / 1000).padStart(2)} s behind:  duplicates ${percent(duplicates)}` +
        `  failed ${percent(failed)}, of them unclear ${percent(unclear)}, wrongly told ${percent(untold)}`,
    );
  }
}
for (const cleanUp of cleanUps) cleanUp();
