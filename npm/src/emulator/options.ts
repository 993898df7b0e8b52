import { EcdError } from "../core/internal.js";
import { ACCOUNTS, type Account } from "./account.js";
import { COUNT, FILLED_TEXT, FUNCTION, MILLISECONDS, listOf, must, record } from "./checks.js";
import { DESKTOPS, type Desktop } from "./desktop.js";
import { IMAGE, type Image } from "./image.js";
import { LIMITS, type CallLimit } from "./throttle.js";

/** Options of `createEmulator`; without any it is ready for the documentation page's example. */
export type EmulatorOptions = {
  /** Port to listen on; 0: any free one (default); false: no socket, only `fetch`. */
  port?: number | false;
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /** Names served beside `host`, the local ones and the service's: `Host` headers, less the port. */
  allowedHosts?: readonly string[];
  /** Who may call. Default: `emulator` with the secret `emulator-secret`. */
  accounts?: readonly Account[];
  /** How many calls an access key may make. Default: any number. */
  limits?: readonly CallLimit[];
  /** All images there are at first, instead of the default ones. RegionId: default cn-hangzhou. */
  images?: readonly (Partial<Image> & { RegionId?: string })[];
  /** Cloud computers that images can be made from, instead of the default one. */
  desktops?: readonly Desktop[];
  /** How many custom images a region may hold, those in the making included. Default: any number. */
  imageQuota?: number;
  /** How long a copy or a creation takes on the emulator's clock, in milliseconds. Default 3000. */
  copyDurationMs?: number;
  /** How long DescribeImages does not know a new image, likewise. Default 0. */
  visibilityLagMs?: number;
  /** The time the clock is based on. Default: the system's. */
  now?: () => Date;
  /** Nonces remembered for 31 minutes; more calls are throttled. Default 1,000,000. */
  maxNonces?: number;
  /**
   * File that keeps images and clock over restarts. Needs Node.js. Once it exists, `images` plays no
   * part. One emulator at a time may use it.
   */
  statePath?: string;
};

const OPTIONS = record({
  port: must(
    "an integer from 0 to 65535, or false",
    (port) => port === false || (COUNT(port) === undefined && Number(port) <= 65535),
  ),
  host: FILLED_TEXT,
  allowedHosts: listOf(FILLED_TEXT),
  accounts: ACCOUNTS,
  limits: LIMITS,
  images: listOf(IMAGE),
  desktops: DESKTOPS,
  imageQuota: COUNT,
  copyDurationMs: MILLISECONDS,
  visibilityLagMs: MILLISECONDS,
  now: FUNCTION,
  maxNonces: COUNT,
  statePath: FILLED_TEXT,
});

/** @throws EcdError `InvalidOptions` */
export function checkOptions(options: EmulatorOptions, regions: ReadonlySet<string>): void {
  const wrong = OPTIONS(options) ?? unknownRegion(options, regions);
  if (wrong !== undefined) throw new EcdError("InvalidOptions", `createEmulator: options${wrong}.`);
}

function unknownRegion(
  { images = [], desktops = [] }: EmulatorOptions,
  regions: ReadonlySet<string>,
): string | undefined {
  const given = [...images, ...desktops].map(({ RegionId }) => RegionId);
  return given.every((id) => id === undefined || regions.has(id))
    ? undefined
    : " name a region that the service does not have";
}
