import { valueOf } from "./answer.js";
import type { Answer } from "./answer.js";
import { VERSION } from "./embedded.js";
import { EcdError } from "./errors.js";
import { MAX_CALL_SIZE } from "./frame.js";
import type { FrameWriter } from "./frame_writer.js";
import type { CoreModule } from "./core_module.js";
import type { CoreInternals, FailedAttempt, Reading, RetryVerdict, RsaKeys } from "./internal.js";
import { randomNonce } from "./nonce.js";
import { isPlainObject, ownValue } from "./plain.js";
import type * as T from "./types.js";

/** First line of a catalog (src/catalog/README.md). */
type Service = { version: string; errorCodesPage: string; regions: T.Region[] };

/** Accepted by `verify` as long as no other window is asked for. Source: signing.md section 1.5. */
const DEFAULT_WINDOW_SECONDS = 900;

/** The algorithm whose keys are RSA keys, and which needs `loadRsa`. */
const RSA = "ACS3-RSA-SHA256";

/** A number of milliseconds as the core takes it; nothing for one that is absent or endless. */
function wholeOrNull(ms: number | undefined): number | null {
  return ms === undefined || !Number.isSafeInteger(Math.round(ms)) ? null : Math.round(ms);
}

/** The second that was spelt last, and how: most signatures follow one another within a second. */
let lastSecond = NaN;
let lastSpelling = "";

/** Milliseconds since 1970; NaN when it is no date. Dates of other realms are dates. */
function timeOf(date: Date): number {
  return typeof (date as Date | null)?.getTime === "function" ? date.getTime() : NaN;
}

/** Whole seconds, as the service writes dates. @throws EcdError `InvalidDate` */
function timestamp(date: Date | string | undefined): string {
  if (typeof date === "string") return date;
  const second = Math.floor((date === undefined ? Date.now() : timeOf(date)) / 1000);
  if (Number.isNaN(second)) throw new EcdError("InvalidDate", "the date is not a date");
  if (second !== lastSecond) {
    lastSpelling = `${new Date(second * 1000).toISOString().slice(0, -5)}Z`;
    lastSecond = second;
  }
  return lastSpelling;
}

/** The endpoint option as text; a function is asked with the region of the call. */
function endpointOf(params: object, options: T.BuildOptions): string | undefined {
  if (typeof options.endpoint !== "function") return options.endpoint;
  const own = ownValue(params, "RegionId");
  return options.endpoint(options.regionId ?? (typeof own === "string" ? own : ""));
}

/** @throws EcdError `InvalidOption` */
function checkObject(name: string, value: unknown): void {
  if (typeof value === "object" && value !== null) return;
  throw new EcdError("InvalidOption", `${name} must be an object`);
}

/** @throws EcdError `InvalidOption` */
function checkChoice(name: string, value: unknown, known: readonly string[]): void {
  if (value === undefined || known.includes(value as string)) return;
  throw new EcdError("InvalidOption", `${name} must be one of ${known.join(", ")}`);
}

/** @throws EcdError `InvalidOption` */
function checkValidationOptions(options: { profile?: T.Profile; locale?: T.Locale }): void {
  checkObject("options", options);
  checkChoice("profile", options.profile, ["default", "documented", "schema", "off"]);
  checkChoice("locale", options.locale, ["en", "zh"]);
}

/** @throws EcdError `InvalidHeader`: headers must not be lost on the way, as those of a Headers object would */
function checkHeaders(headers: unknown): void {
  const isText = ({ value, get }: PropertyDescriptor): boolean =>
    typeof value === "string" || (value === undefined && !get);
  const isFit =
    isPlainObject(headers) && Object.values(Object.getOwnPropertyDescriptors(headers)).every(isText);
  if (isFit) return;
  throw new EcdError("InvalidHeader", "headers are a plain object of names and texts");
}

/** The C++ core behind typed functions. It decides nothing: it fills in date and nonce. */
export class WasmCore implements CoreInternals {
  readonly version = VERSION;

  // Private to the language: the module's memory is nothing to inspect, print or turn into JSON.
  readonly #module: CoreModule;
  #rsa: RsaKeys | undefined;

  constructor(module: CoreModule) {
    this.#module = module;
  }

  /** Adds the operations of a catalog text. @throws EcdError `BadCatalog` */
  loadCatalog(catalog: Uint8Array): void {
    this.#module.loadCatalog(catalog);
  }

  useRsa(rsa: RsaKeys): void {
    this.#rsa = rsa;
  }

  operations(): string[] {
    return valueOf(this.#module.call<string[]>("names", () => undefined));
  }

  regions(): T.Region[] {
    return this.service().regions;
  }

  describe(operation: string): T.Operation {
    const line = valueOf(
      this.#module.call<string>("describe", (frame) => frame.value(operation)),
      operation,
    );
    const { errorCodesPage } = this.service();
    // Empty lists are left out of the catalog.
    const empty = { rules: [], errorCodes: [], history: [] };
    return Object.assign(empty, JSON.parse(line) as T.Operation, { errorCodesPage });
  }

  validate(
    operation: string,
    params: object,
    options: { profile?: T.Profile; locale?: T.Locale } = {},
  ): T.Issue[] {
    checkValidationOptions(options);
    return this.issues("validate", operation, (frame) => {
      frame.value(operation);
      frame.limited(params, MAX_CALL_SIZE);
      frame.option("profile", options.profile);
      frame.option("locale", options.locale);
    });
  }

  validateParameter(
    operation: string,
    path: string,
    value: unknown,
    options: { params?: object; profile?: T.Profile; locale?: T.Locale } = {},
  ): T.Issue[] {
    checkValidationOptions(options);
    return this.issues("validateParameter", operation, (frame) => {
      frame.value(operation);
      frame.limited(options.params ?? {}, MAX_CALL_SIZE);
      frame.option("profile", options.profile);
      frame.option("locale", options.locale);
      frame.value(path);
      if (value !== undefined) frame.limited(value, MAX_CALL_SIZE);
    });
  }

  validateReceived(operation: string, parameters: Record<string, string>, locale?: T.Locale): T.Issue[] {
    return this.issues("validateReceived", operation, (frame) => {
      frame.value(operation);
      frame.value(parameters);
      frame.option("locale", locale);
    });
  }

  build(operation: string, params: object, options: T.BuildOptions & { locale?: T.Locale } = {}): T.HttpRequest {
    checkValidationOptions(options);
    const answer = this.#module.call<T.HttpRequest>("build", (frame) => {
      writeBuildArguments(frame, operation, params, options);
    });
    return valueOf(answer, operation);
  }

  sign(operation: string, params: object, options: T.SignOptions & { locale?: T.Locale }): T.SignedRequest {
    checkValidationOptions(options);
    const write = (frame: FrameWriter): void => {
      writeBuildArguments(frame, operation, params, options);
      writeSignOptions(frame, options);
    };
    const answer = this.#module.call<T.SignedRequest>("sign", write, this.#rsaStep(options));
    return valueOf(answer, operation);
  }

  signRequest(request: T.HttpRequest, options: T.SignOptions): T.SignedRequest {
    checkObject("the request", request);
    checkObject("options", options);
    checkHeaders(request.headers);
    const write = (frame: FrameWriter): void => {
      frame.option("method", request.method);
      frame.option("url", request.url);
      frame.value(request.headers);
      frame.body(request.body);
      frame.option("action", options.action);
      frame.option("version", options.version);
      writeSignOptions(frame, options);
    };
    const answer = this.#module.call<T.SignedRequest>("signRequest", write, this.#rsaStep(options));
    // The body is sent as it was given: it does not come back over the boundary.
    return { ...valueOf(answer), body: request.body };
  }

  verify(received: T.HttpRequest, options: T.VerifyOptions): T.Verdict {
    checkObject("the request", received);
    checkObject("options", options);
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
    type Refused = Extract<T.Verdict, { ok: false }>;
    type Claim = { ok: true; accessKeyId: string } | Refused;
    const claim = valueOf(this.#module.call<Claim>("readClaim", writeReceived));
    if (!claim.ok) return claim;
    const key = options.secretOf(claim.accessKeyId);
    const isHmacKey = typeof key === "object" && key !== null && "accessKeySecret" in key;
    const secret = isHmacKey ? key.accessKeySecret : null;
    let rsaSignatureHolds: boolean | null = null;
    if (!isHmacKey && typeof key === "object" && key !== null && "publicKey" in key) {
      type ToCheck = { ok: true; stringToSign: string; signature: string } | Refused;
      const toCheck = valueOf(
        this.#module.call<ToCheck>("readRsaSignature", (frame) => {
          writeReceived(frame);
          writeTimes(frame);
        }),
      );
      if (!toCheck.ok) return toCheck;
      rsaSignatureHolds = this.#loadedRsa().check(key.publicKey, toCheck.stringToSign, toCheck.signature);
    }
    type Verified =
      | (Omit<Extract<T.Verdict, { ok: true }>, "accessKeyId" | "date"> & { date: number })
      | Refused;
    const verified = valueOf(
      this.#module.call<Verified>("verify", (frame) => {
        writeReceived(frame);
        frame.value(secret);
        writeTimes(frame);
        frame.value(rsaSignatureHolds);
      }),
    );
    if (!verified.ok) return verified;
    return { ...verified, accessKeyId: claim.accessKeyId, date: new Date(verified.date * 1000) };
  }

  compare(ours: string, theirs: string): T.TextDifference {
    return valueOf(
      this.#module.call<T.TextDifference>("compare", (frame) => {
        frame.given("ours", ours);
        frame.given("theirs", theirs);
      }),
    );
  }

  readAnswer(answer: { status: number; retryAfter?: string | null; body: string }): Reading {
    type Raw = Omit<Reading, "accessDeniedDetail"> & { accessDeniedDetail?: string };
    const { accessDeniedDetail, ...reading } = valueOf(
      this.#module.call<Raw>("readAnswer", (frame) => {
        frame.value(answer.status);
        frame.value(answer.retryAfter ?? "");
        frame.value(answer.body);
      }),
    );
    if (accessDeniedDetail === undefined) return reading;
    const detail = JSON.parse(accessDeniedDetail) as Record<string, unknown>;
    return { ...reading, accessDeniedDetail: detail };
  }

  outcomeOfFailure(platformCode: string): "not-sent" | "unclear" {
    return valueOf(
      this.#module.call<"not-sent" | "unclear">("outcomeOfFailure", (frame) => frame.value(platformCode)),
    );
  }

  nextAttempt(failed: FailedAttempt): RetryVerdict {
    return valueOf(
      this.#module.call<RetryVerdict>("nextAttempt", (frame) => {
        frame.value(failed.operation);
        for (const count of [failed.attempt, failed.maxAttempts, failed.tokens]) frame.value(count);
        frame.value(Math.floor(Math.random() * 2 ** 32));
        frame.value(Math.round(failed.elapsedMs));
        frame.value(wholeOrNull(failed.deadlineMs));
        frame.value(failed.throttled);
        frame.value(failed.outcome);
        frame.value(failed.retryable);
        frame.value(wholeOrNull(failed.retryAfterMs));
        frame.value(failed.clockCorrected);
      }),
    );
  }

  tokensAfterSuccess(tokens: number, taken: number): number {
    return valueOf(
      this.#module.call<number>("tokensAfterSuccess", (frame) => {
        frame.value(tokens);
        frame.value(taken);
      }),
    );
  }

  /**
   * What an RSA key does between the two crossings of a call: it signs the text that the core asks for.
   * Other algorithms need one crossing. @throws EcdError `RsaNotLoaded`
   */
  #rsaStep({ algorithm, credentials }: T.SignOptions): ((answer: Answer<unknown>) => string | undefined) | undefined {
    if (algorithm !== RSA) return undefined;
    const rsa = this.#loadedRsa();
    return (answer) => {
      const text = "value" in answer ? ownValue(answer.value, "stringToSign") : undefined;
      if (typeof text !== "string") return undefined;
      return rsa.sign((credentials as { accessKeySecret: string }).accessKeySecret, text);
    };
  }

  /** @throws EcdError `RsaNotLoaded` */
  #loadedRsa(): RsaKeys {
    if (this.#rsa) return this.#rsa;
    throw new EcdError("RsaNotLoaded", `${RSA} needs ecd-wasm/rsa: await loadRsa(core)`);
  }

  private service(): Service {
    return JSON.parse(valueOf(this.#module.call<string>("service", () => undefined))) as Service;
  }

  private issues(
    name: "validate" | "validateParameter" | "validateReceived",
    operation: string,
    write: (frame: FrameWriter) => void,
  ): T.Issue[] {
    const answer = this.#module.call<never>(name, write);
    return "issues" in answer ? (answer.issues as T.Issue[]) : valueOf(answer, operation);
  }
}

/** The arguments that `build` and `sign` have in common, in the order of src/wasm/core.cpp. */
function writeBuildArguments(
  frame: FrameWriter,
  operation: string,
  params: object,
  options: T.BuildOptions & { locale?: T.Locale },
): void {
  frame.value(operation);
  frame.limited(params, MAX_CALL_SIZE);
  frame.option("profile", options.profile);
  frame.option("regionId", options.regionId);
  frame.option("endpoint", endpointOf(params, options));
  frame.option("method", options.method);
  frame.option("locale", options.locale);
}

/** Who signs, when and how: the last arguments of `sign` and `signRequest`. */
function writeSignOptions(frame: FrameWriter, options: T.SignOptions): void {
  writeKey(frame, options.credentials, options.algorithm === RSA);
  frame.option("date", timestamp(options.date));
  frame.option("nonce", options.nonce ?? randomNonce());
  frame.value(options.trace === true);
  frame.option("algorithm", options.algorithm);
  checkChoice("style", options.style, ["RPC", "ROA"]);
  frame.option("style", options.style);
  writeTokenKind(frame, options.credentials);
}

/** The core has no use for an RSA key, so it is not given one. @throws EcdError `InvalidCredentials` */
function writeKey(frame: FrameWriter, credentials: T.Credentials, isRsaKey: boolean): void {
  if (credentials === "anonymous" || isBearer(credentials)) {
    for (const name of ["accessKeyId", "accessKeySecret", "securityToken"]) frame.option(name, undefined);
    return;
  }
  if (typeof credentials !== "object" || credentials === null || !("accessKeyId" in credentials)) {
    throw new EcdError("InvalidCredentials", "credentials need accessKeyId and accessKeySecret");
  }
  frame.option("accessKeyId", credentials.accessKeyId);
  frame.option("accessKeySecret", isRsaKey ? undefined : credentials.accessKeySecret);
  // "" is what credential objects hold that have no token.
  frame.option("securityToken", credentials.securityToken || undefined);
}

function writeTokenKind(frame: FrameWriter, credentials: T.Credentials): void {
  frame.option("bearerToken", isBearer(credentials) ? credentials.bearerToken : undefined);
  frame.value(credentials === "anonymous");
}

function isBearer(credentials: unknown): credentials is { bearerToken: string } {
  return typeof credentials === "object" && credentials !== null && "bearerToken" in credentials;
}
