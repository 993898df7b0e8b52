import { ownValue } from "../core/internal.js";
import type { CopyJob } from "./copy_job.js";
import type { CopyImageParams, CopyImageResult, CopyOptions } from "./images.js";
import type { ClientOptions } from "./options.js";
import type { Limits } from "./time.js";

/** A copy that is being made. */
export type Flight = {
  job: CopyJob;
  wish: string;
  /** Of the call that makes it. */
  limits: Limits;
  /** Whether something may have been sent. */
  hasBegun: boolean;
  result: Promise<CopyImageResult>;
};

/** All of this process, by service, account, region and name. */
const underWay = new Map<string, Flight>();

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A text that stands for a value: objects and functions are the same only as themselves. */
function identity(value: unknown): string {
  if (typeof value === "string") return value;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return `${typeof value} ${String(value)}`;
  }
  const number = numbers.get(value) ?? ++lastNumber;
  numbers.set(value, number);
  return `object ${number}`;
}

/** Whose copies a client makes: the access key's, or else those of its very source of credentials. */
function accountOf(credentials: unknown): string {
  const keyId = ownValue(credentials, "accessKeyId");
  return identity(typeof keyId === "string" ? keyId : credentials);
}

/** Where a client's requests go: what is left of its options without who it is and how it calls. */
function serviceOf(options: ClientOptions): string[] {
  const { credentials, regionId, algorithm, profile, locale, ...others } = options;
  const { timeoutMs, deadlineMs, maxAttempts, userAgent, onRequest, onResponse, onRetry, ...service } = others;
  return Object.entries(service).flatMap(([name, value]) => [name, identity(value)]).sort();
}

/** All that makes two calls the same. */
export function wishOf(params: CopyImageParams, options: CopyOptions): string {
  const { resend = false, tagDescription = false, ifExists = "copy" } = options;
  return JSON.stringify([...Object.entries(params).flat().map(identity), resend, tagDescription, ifExists]);
}

/** The copies under way that clients of the same service and account make in this process. */
export class Flights {
  readonly #owner: string[];

  constructor(options: ClientOptions) {
    this.#owner = [accountOf(options.credentials), ...serviceOf(options)];
  }

  /** The one into the same region under the same name. */
  at(params: CopyImageParams): Flight | undefined {
    return underWay.get(this.#placeOf(params));
  }

  /** Makes a copy, of which others can know until it has ended. */
  start(
    { job, wish, limits }: Pick<Flight, "job" | "wish" | "limits">,
    make: (flight: { hasBegun: boolean }) => Promise<CopyImageResult>,
  ): Promise<CopyImageResult> {
    const place = this.#placeOf(job.params);
    const state = { hasBegun: false };
    const result = Promise.resolve(state).then(make).finally(() => underWay.delete(place));
    underWay.set(place, Object.assign(state, { job, wish, limits, result }));
    return result;
  }

  #placeOf({ DestinationRegionId, DestinationImageName }: CopyImageParams): string {
    return JSON.stringify([...this.#owner, identity(DestinationRegionId), identity(DestinationImageName)]);
  }
}
