import { startHttpServer } from "#http-server";
import { openStateFile } from "#state-file";
import { loadCatalog } from "../catalog/index.js";
import { loadInternals } from "../core/internal.js";
import { Authenticator } from "./authentication.js";
import type { World } from "./call.js";
import type { Clock } from "./clock.js";
import { EndpointCheck } from "./endpoint.js";
import { FaultList, type Faults } from "./faults.js";
import type { HttpServer } from "./http_server_types.js";
import type { Image } from "./image.js";
import { createInProcessFetch } from "./in_process_fetch.js";
import { NonceStore } from "./nonces.js";
import type { EmulatorOptions } from "./options.js";
import type { PlatformFetch } from "./platform_fetch.js";
import { RequestLog, type LoggedRequest } from "./request_log.js";
import { Service } from "./service.js";
import { restoreSnapshot, takeSnapshot, type Snapshot } from "./snapshot.js";
import { State } from "./state.js";
import { viewImage } from "./stored_image.js";
import { Throttle } from "./throttle.js";
import { addFirstImages, createWorld } from "./world.js";

const DEFAULT_ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
const DEFAULT_HOST = "127.0.0.1";

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
  /**
   * Puts the images of a snapshot in place of all there are. The clock stays: what was in the making
   * goes on from where it was. @throws EcdError `InvalidState`
   */
  restore(snapshot: Snapshot): void;
  /** Ends all connections. `fetch` fails from then on. */
  close(): Promise<void>;
}

/**
 * Starts an Elastic Desktop Service that verifies every signature, in memory or kept in a file.
 * @throws EcdError `InvalidOptions`, `InvalidState`, `ListenFailed`, `NoHttpServer`, `NoStateFile`
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const loaded = await loadInternals();
  await loadCatalog(loaded);
  const world = createWorld(loaded, options);
  const { clock, images } = world;
  const state = openState(world, options);
  const faults = new FaultList();
  const log = new RequestLog();
  const service = createService(world, faults, log, options);
  const receive = service.receive.bind(service);
  const server = await listen(receive, options).catch((error: unknown) => {
    state?.close();
    throw error;
  });
  const closing = new AbortController();
  return {
    url: server?.url ?? `http://${DEFAULT_HOST}`,
    fetch: createInProcessFetch(receive, closing.signal),
    clock,
    faults,
    images: (regionId) => images.list(regionId).map((stored) => viewImage(stored, clock.now())),
    requests: () => log.list(),
    snapshot: () => takeSnapshot(world),
    restore: (snapshot) => {
      restoreSnapshot(snapshot, world);
      state?.rewrite();
    },
    close: async () => {
      closing.abort();
      await server?.close();
      state?.close();
    },
  };
}

async function listen(
  receive: Service["receive"],
  { host = DEFAULT_HOST, port = 0 }: EmulatorOptions,
): Promise<HttpServer | undefined> {
  return port === false ? undefined : startHttpServer({ host, port, receive });
}

/** Fills the world from the state file, or with its first images. */
function openState(world: World, options: EmulatorOptions): State | undefined {
  const { statePath } = options;
  const state = statePath === undefined ? undefined : new State(openStateFile(statePath), world);
  if (state?.isKnown) state.load(world.regions);
  else addFirstImages(world, options);
  state?.keep();
  return state;
}

function createService(
  world: World,
  faults: FaultList,
  log: RequestLog,
  options: EmulatorOptions,
): Service {
  const { host = DEFAULT_HOST, allowedHosts = [], accounts = [DEFAULT_ACCOUNT] } = options;
  return new Service({
    world,
    endpoints: new EndpointCheck(world.regions, [host, ...allowedHosts]),
    authenticator: new Authenticator(world.core, accounts, new NonceStore(options.maxNonces)),
    throttle: new Throttle(options.limits ?? []),
    faults,
    log,
  });
}
