import { EcdError } from "../core/internal.js";
import type { Account } from "./authentication.js";
import type { Image } from "./image.js";

/** Options of `createEmulator`; without any it is ready for the documentation page's example. */
export type EmulatorOptions = {
  /** Port to listen on; 0: any free one (default); false: no socket, only `fetch`. */
  port?: number | false;
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /** Who may call. Default: `emulator` with the secret `emulator-secret`. */
  accounts?: Account[];
  /** All images there are at first, instead of the default ones. RegionId: default cn-hangzhou. */
  images?: (Partial<Image> & { RegionId?: string })[];
  /** How long a copy takes on the emulator's clock, in milliseconds. Default 3000. */
  copyDurationMs?: number;
  /** The time the clock is based on. Default: the system's. */
  now?: () => Date;
  /** Nonces remembered for 31 minutes; more calls are throttled. Default 100,000. */
  maxNonces?: number;
};

/** @throws EcdError `InvalidOptions` */
export function checkOptions(options: EmulatorOptions, regions: ReadonlySet<string>): void {
  const { port, copyDurationMs, accounts, images } = options;
  if (typeof port === "number" && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw invalidOptions("port must be an integer from 0 to 65535, or false");
  }
  if (copyDurationMs !== undefined && !(copyDurationMs >= 0 && copyDurationMs < Infinity)) {
    throw invalidOptions("copyDurationMs must be a number of milliseconds from 0");
  }
  for (const { accessKeyId, accessKeySecret } of accounts ?? []) {
    if (!accessKeyId || !accessKeySecret) {
      throw invalidOptions("an account needs accessKeyId and accessKeySecret");
    }
  }
  for (const { RegionId } of images ?? []) {
    if (RegionId !== undefined && !regions.has(RegionId)) {
      throw invalidOptions("an image's RegionId must be a region of the service");
    }
  }
}

function invalidOptions(reason: string): EcdError {
  return new EcdError("InvalidOptions", `createEmulator: ${reason}.`);
}
