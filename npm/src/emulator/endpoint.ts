import { Refusal } from "./refusal.js";

/** The endpoint a request was sent to. */
export type Endpoint = {
  /** The Host header; `HostId` of error answers. */
  host: string;
  /** The region, when the host is a regional endpoint of the service. */
  regionId?: string;
};

const LOCAL_NAMES = ["127.0.0.1", "localhost"];
const SERVICE_HOST = /^ecd\.([a-z0-9-]+)\.aliyuncs\.com$/;

/**
 * Which hosts and origins the emulator serves. Listening on loopback is no defence against a page
 * whose name resolves there (DNS rebinding); looking at the names is.
 */
export class EndpointCheck {
  readonly #localNames: Set<string>;
  readonly #regions: ReadonlySet<string>;

  /** `hosts` are served beside the local names. */
  constructor(regions: ReadonlySet<string>, hosts: readonly string[]) {
    this.#localNames = new Set([...LOCAL_NAMES, ...hosts.map(hostInUrl)]);
    this.#regions = regions;
  }

  /** The endpoint named by the Host header. @throws Refusal `InvalidHost`, `InvalidOrigin` */
  check(headers: Record<string, string>): Endpoint {
    const origin = headers["origin"];
    if (origin !== undefined && !this.#isLocalOrigin(origin)) {
      throw new Refusal("InvalidOrigin", "The emulator does not serve pages of this origin.");
    }
    const host = (headers["host"] ?? "").toLowerCase();
    if (this.#localNames.has(host.replace(/:\d{1,5}$/, ""))) return { host };
    const regionId = SERVICE_HOST.exec(host)?.[1];
    if (regionId !== undefined && this.#regions.has(regionId)) return { host, regionId };
    throw new Refusal("InvalidHost", "The emulator does not serve this host.");
  }

  #isLocalOrigin(origin: string): boolean {
    const name = /^https?:\/\/(.+?)(?::\d{1,5})?$/.exec(origin)?.[1];
    return name !== undefined && this.#localNames.has(name.toLowerCase());
  }
}

/** A host as it stands in a URL: IPv6 addresses in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host.toLowerCase();
}
