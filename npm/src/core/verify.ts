import { valueOf } from "./answer.js";
import type { CoreModule } from "./core_module.js";
import type { FrameWriter } from "./frame_writer.js";
import type { RsaKeys } from "./internal.js";
import type * as T from "./types.js";

/** Accepted as long as no other window is asked for. Source: docs/signing.md. */
const DEFAULT_WINDOW_SECONDS = 900;

type Refused = Extract<T.Verdict, { ok: false }>;
type Claim = { ok: true; accessKeyId: string } | Refused;
type RsaSignature = { ok: true; stringToSign: string; signature: string } | Refused;
type Verified =
  (Omit<Extract<T.Verdict, { ok: true }>, "accessKeyId" | "date"> & { date: number }) | Refused;

/** A key as the caller's lookup gives it: its secret, or its public half, or none. */
function partsOf(key: ReturnType<T.VerifyOptions["secretOf"]>): {
  secret: string | null;
  publicKey?: string;
} {
  if (typeof key !== "object" || key === null) return { secret: null };
  if ("accessKeySecret" in key) return { secret: key.accessKeySecret };
  return "publicKey" in key ? { secret: null, publicKey: key.publicKey } : { secret: null };
}

/** Asks the core who claims to have signed, the caller for the key, perhaps the RSA module, the core again. */
export function verifyRequest(
  module: CoreModule,
  loadedRsa: () => RsaKeys,
  received: T.HttpRequest,
  options: T.VerifyOptions,
): T.Verdict {
  const writeReceived = (frame: FrameWriter): void => {
    frame.value(received.method);
    frame.value(received.url);
    frame.value(received.headers);
    frame.body(received.body);
  };
  const now = Math.floor((options.now ?? new Date()).getTime() / 1000);
  const writeTimes = (frame: FrameWriter): void => {
    frame.value(now);
    frame.value(options.windowSeconds ?? DEFAULT_WINDOW_SECONDS);
  };
  const claim = valueOf(module.call<Claim>("readClaim", writeReceived));
  if (!claim.ok) return claim;
  const key = partsOf(options.secretOf(claim.accessKeyId));
  let rsaSignatureHolds: boolean | null = null;
  if ("publicKey" in key) {
    const toCheck = valueOf(
      module.call<RsaSignature>("readRsaSignature", (frame) => {
        writeReceived(frame);
        writeTimes(frame);
      }),
    );
    if (!toCheck.ok) return toCheck;
    rsaSignatureHolds = loadedRsa().check(key.publicKey!, toCheck.stringToSign, toCheck.signature);
  }
  const verified = valueOf(
    module.call<Verified>("verify", (frame) => {
      writeReceived(frame);
      frame.value(key.secret);
      writeTimes(frame);
      frame.value(rsaSignatureHolds);
    }),
  );
  if (!verified.ok) return verified;
  return { ...verified, accessKeyId: claim.accessKeyId, date: new Date(verified.date * 1000) };
}
