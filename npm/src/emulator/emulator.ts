import { startHttpServer } from "#http-server";
import { loadCatalog } from "../catalog/index.js";
import { loadInternals, type CoreInternals } from "../core/internal.js";
import { Authenticator } from "./authentication.js";
import type { World } from "./call.js";
import { createClock, isoSeconds, type Clock } from "./clock.js";
import { EndpointCheck } from "./endpoint.js";
import { FaultList, type Faults } from "./faults.js";
import { completeImage, viewImage, type Image, type StoredImage } from "./image.js";
import { ImageStore } from "./image_store.js";
import { createInProcessFetch } from "./in_process_fetch.js";
import { NonceStore } from "./nonces.js";
import { checkOptions, type EmulatorOptions } from "./options.js";
import type { PlatformFetch } from "./platform_fetch.js";
import { RequestLog, type LoggedRequest } from "./request_log.js";
import { SEED_IMAGES } from "./seed_images.js";
import { Service } from "./service.js";

const DEFAULT_ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_REGION = "cn-hangzhou";
const DEFAULT_COPY_DURATION_MS = 3000;

/** The state of an emulator as plain JSON. */
export type Snapshot = {
  /** Emulator time, ISO 8601. */
  now: string;
  /** Images by region, oldest first. */
  images: Record<string, StoredImage[]>;
};

/** A running emulator. */
export interface Emulator {
  /** Its endpoint, `http://127.0.0.1:12345`; without a socket one that only `fetch` knows. */
  readonly url: string;
  /** The same service without a socket. Regional endpoints are served too. */
  readonly fetch: PlatformFetch;
  readonly clock: Clock;
  readonly faults: Faults;
  /** The region's images as they are now, newest first. */
  images(regionId: string): Image[];
  /** What was asked so far, oldest first; the newest 10,000. */
  requests(): LoggedRequest[];
  snapshot(): Snapshot;
  /** Ends all connections. `fetch` fails from then on. */
  close(): Promise<void>;
}

/**
 * Starts an Elastic Desktop Service in memory that verifies every signature.
 * @throws EcdError `InvalidOptions`, `ListenFailed`, `NoHttpServer`
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const loaded = await loadInternals();
  await loadCatalog(loaded);
  const world = createWorld(loaded, options);
  const { core, clock, images, regions } = world;
  const host = options.host ?? DEFAULT_HOST;
  const accounts = options.accounts ?? [DEFAULT_ACCOUNT];
  const faults = new FaultList();
  const log = new RequestLog();
  const service = new Service({
    world,
    endpoints: new EndpointCheck(regions, host),
    authenticator: new Authenticator(core, accounts, new NonceStore(options.maxNonces)),
    faults,
    log,
  });
  const receive = service.receive.bind(service);
  const { port = 0 } = options;
  const server = port === false ? undefined : await startHttpServer({ host, port, receive });
  const closing = new AbortController();
  return {
    url: server?.url ?? `http://${DEFAULT_HOST}`,
    fetch: createInProcessFetch(receive, closing.signal),
    clock,
    faults,
    images: (regionId) => images.list(regionId).map((stored) => viewImage(stored, clock.now())),
    requests: () => log.list(),
    snapshot: () => ({ now: clock.now().toISOString(), images: images.snapshot() }),
    close: async () => {
      closing.abort();
      await server?.close();
    },
  };
}

function createWorld(core: CoreInternals, options: EmulatorOptions): World {
  const regions = new Set(core.regions().map(({ id }) => id));
  checkOptions(options, regions);
  const clock = createClock(options.now);
  const images = new ImageStore();
  for (const { RegionId = DEFAULT_REGION, ...image } of options.images ?? SEED_IMAGES) {
    images.add(RegionId, completeImage(image, isoSeconds(clock.now())));
  }
  const { copyDurationMs = DEFAULT_COPY_DURATION_MS } = options;
  return { core, clock, images, regions, copyDurationMs };
}
