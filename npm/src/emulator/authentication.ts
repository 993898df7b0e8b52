import type { CoreInternals, HttpRequest } from "../core/internal.js";
import { invalidParameter } from "./call.js";
import { Refusal } from "./codes.js";
import type { NonceStore } from "./nonces.js";

/** An access key the emulator knows. With `securityToken` it is a temporary one. */
export type Account = { accessKeyId: string; accessKeySecret: string; securityToken?: string };

/** A call whose signature holds. */
export type Authenticated = {
  operation: string;
  version: string;
  parameters: Record<string, string>;
};

/** How far a request's date may be off, either way: the gateway's 15 minutes. */
const WINDOW_SECONDS = 900;

/** Longer nonces are refused: the store stays small. The official clients send 64 at most. */
const MAX_NONCE_LENGTH = 128;

/** Who may call. The core judges the signature; tokens and nonces are looked at here. */
export class Authenticator {
  readonly #core: CoreInternals;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #nonces: NonceStore;

  constructor(core: CoreInternals, accounts: readonly Account[], nonces: NonceStore) {
    this.#core = core;
    this.#accounts = new Map(accounts.map((account) => [account.accessKeyId, account]));
    this.#nonces = nonces;
  }

  /** @throws Refusal with the core's code, or one about token or nonce */
  authenticate(request: HttpRequest, now: Date): Authenticated {
    const verdict = this.#core.verify(request, {
      secretOf: (accessKeyId) => this.#accounts.get(accessKeyId),
      now,
      windowSeconds: WINDOW_SECONDS,
    });
    if (!verdict.ok) throw new Refusal(verdict.code, verdict.message, verdict.status);
    const { accessKeyId, operation, version, securityToken, parameters, nonce } = verdict;
    checkToken(this.#accounts.get(accessKeyId)?.securityToken, securityToken);
    this.#takeNonce(accessKeyId, nonce, now);
    return { operation, version, parameters };
  }

  #takeNonce(accessKeyId: string, nonce: string, now: Date): void {
    if (nonce.length > MAX_NONCE_LENGTH) {
      throw invalidParameter("SignatureNonce", `It is longer than ${MAX_NONCE_LENGTH} characters.`);
    }
    const outcome = this.#nonces.use(accessKeyId, nonce, now);
    if (outcome === "used") {
      throw new Refusal("SignatureNonceUsed", "Specified signature nonce was used already.");
    }
    if (outcome === "full") {
      throw new Refusal("Throttling", "The emulator remembers no more nonces; try again later.");
    }
  }
}

function checkToken(expected: string | undefined, received: string | undefined): void {
  if (received === expected) return;
  if (received === undefined) {
    throw new Refusal("MissingSecurityToken", "SecurityToken is mandatory for this access key.");
  }
  throw new Refusal(
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken does not belong to the access key.",
  );
}
