import type { CoreInternals, HttpRequest } from "../core/internal.js";
import { isExpired, type Account } from "./account.js";
import { invalidParameter } from "./call.js";
import type { NonceStore } from "./nonces.js";
import { Refusal } from "./refusal.js";

/** A call whose signature holds. */
export type Authenticated = {
  account: Account;
  operation: string;
  version: string;
  parameters: Record<string, string>;
};

/** How far a request's date may be off, either way: the gateway's 15 minutes. */
const WINDOW_SECONDS = 900;

/** Longer nonces are refused. The official clients send 64 characters at most. */
const MAX_NONCE_LENGTH = 128;

/** Who may call. The core judges the signature; tokens and nonces are looked at here. */
export class Authenticator {
  readonly #core: CoreInternals;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #nonces: NonceStore;

  constructor(core: CoreInternals, accounts: readonly Account[], nonces: NonceStore) {
    this.#core = core;
    this.#accounts = new Map(accounts.map((account) => [account.accessKeyId, { ...account }]));
    this.#nonces = nonces;
  }

  /** @throws Refusal with the core's code, or one about token or nonce */
  authenticate(request: HttpRequest, now: Date): Authenticated {
    let account: Account | undefined;
    const verdict = this.#core.verify(request, {
      secretOf: (accessKeyId) => (account = this.#accounts.get(accessKeyId)),
      now,
      windowSeconds: WINDOW_SECONDS,
    });
    if (!verdict.ok) {
      const { code, message, status, trace } = verdict;
      throw new Refusal(code, message, {
        status,
        ...(trace && { canonicalRequest: trace.canonicalRequest }),
      });
    }
    if (account === undefined) throw new Error("a signature holds only for an account");
    const { operation, version, securityToken, parameters, nonce } = verdict;
    checkToken(account, securityToken, now);
    this.#takeNonce(account.accessKeyId, nonce, now);
    return { account, operation, version, parameters };
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

function checkToken(account: Account, received: string | undefined, now: Date): void {
  if (received !== account.securityToken) {
    if (received === undefined) {
      throw new Refusal("MissingSecurityToken", "SecurityToken is mandatory for this access key.");
    }
    throw new Refusal(
      "InvalidSecurityToken.MismatchWithAccessKey",
      "Specified SecurityToken does not belong to the access key.",
    );
  }
  if (isExpired(account, now)) {
    throw new Refusal("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
  }
}
