import { valueOf } from "./answer.js";
import type { Answer } from "./answer.js";
import { comparable, textsOf } from "./comparable.js";
import type { CoreModule } from "./core_module.js";
import { VERSION } from "./embedded.js";
import { EcdError } from "./errors.js";
import { MAX_CALL_SIZE } from "./frame.js";
import type { FrameWriter } from "./frame_writer.js";
import type { CoreInternals, FailedAttempt, Reading, RetryVerdict, RsaKeys, SignedTexts } from "./internal.js";
import { isRsa, isSameKey, keyOf } from "./key.js";
import type { Key } from "./key.js";
import { randomNonce } from "./nonce.js";
import { isPlainObject, ownValue } from "./plain.js";
import type * as T from "./types.js";
import { verifyRequest } from "./verify.js";

/** First line of a catalog (src/catalog/README.md). */
type Service = { version: string; errorCodesPage: string; regions: T.Region[] };

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

  /** What the core signs with at present; it is handed over when it changes, not with every call. */
  #key: Key | undefined;

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
    const endpoint = endpointOf(params, options);
    const answer = this.#module.call<T.HttpRequest>("build", (frame) => {
      writeBuildOptions(frame, operation, options);
      frame.limited(params, MAX_CALL_SIZE);
      frame.option("endpoint", endpoint);
    });
    return valueOf(answer, operation);
  }

  sign(operation: string, params: object, options: T.SignOptions & { locale?: T.Locale }): T.SignedRequest {
    checkValidationOptions(options);
    const endpoint = endpointOf(params, options);
    this.#useKey(options);
    const write = (frame: FrameWriter): void => {
      writeBuildOptions(frame, operation, options);
      writeMoment(frame, options);
      frame.limited(params, MAX_CALL_SIZE);
      frame.option("endpoint", endpoint);
      frame.option("nonce", options.nonce ?? randomNonce());
    };
    const answer = this.#module.call<T.SignedRequest>("sign", write, this.#rsaStep(options));
    return valueOf(answer, operation);
  }

  signBatch(
    operation: string,
    list: readonly object[],
    options: T.SignOptions & { locale?: T.Locale },
  ): T.SignedRequest[] {
    checkValidationOptions(options);
    checkBatch(list, options);
    const endpoints = list.map((params) => endpointOf(params, options));
    this.#useKey(options);
    const write = (frame: FrameWriter): void => {
      writeBuildOptions(frame, operation, options);
      writeMoment(frame, options);
      frame.list(() => {
        list.forEach((params, at) => {
          frame.limited(params, MAX_CALL_SIZE);
          frame.option("endpoint", endpoints[at]);
          frame.value(randomNonce());
        });
      });
    };
    const answer = this.#module.call<T.SignedRequest[]>("signBatch", write, this.#rsaStep(options));
    return valueOf(answer, operation);
  }

  signRequest(request: T.HttpRequest, options: T.SignOptions): T.SignedRequest {
    checkObject("the request", request);
    checkObject("options", options);
    checkHeaders(request.headers);
    this.#useKey(options);
    const write = (frame: FrameWriter): void => {
      frame.option("method", request.method);
      frame.option("url", request.url);
      frame.value(request.headers);
      frame.body(request.body);
      frame.option("action", options.action);
      frame.option("version", options.version);
      writeMoment(frame, options);
      frame.option("nonce", options.nonce ?? randomNonce());
    };
    const answer = this.#module.call<T.SignedRequest>("signRequest", write, this.#rsaStep(options));
    // The body is sent as it was given: it does not come back over the boundary.
    return { ...valueOf(answer), body: request.body };
  }

  verify(received: T.HttpRequest, options: T.VerifyOptions): T.Verdict {
    checkObject("the request", received);
    checkObject("options", options);
    return verifyRequest(this.#module, () => this.#loadedRsa(), received, options);
  }

  textsOf(request: T.HttpRequest): SignedTexts {
    return textsOf(this.#module, request);
  }

  compare(ours: string, theirs: string): T.TextDifference {
    const [a, b] = comparable(this.#module, ours, theirs);
    return valueOf(
      this.#module.call<T.TextDifference>("compare", (frame) => {
        frame.given("ours", a);
        frame.given("theirs", b);
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

  outcomeOfFailure(platformCode: string, systemCall: string): "not-sent" | "unclear" {
    return valueOf(
      this.#module.call<"not-sent" | "unclear">("outcomeOfFailure", (frame) => {
        frame.value(platformCode);
        frame.value(systemCall);
      }),
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

  forgetKey(): void {
    this.#key = undefined;
    valueOf(this.#module.call<null>("forgetKey", () => undefined));
  }

  /** Hands the credentials over unless the core has them. @throws EcdError */
  #useKey(options: T.SignOptions): void {
    checkChoice("style", options.style, ["RPC", "ROA"]);
    const key = keyOf(options, this.#module.generation());
    if (this.#key && isSameKey(this.#key, key)) return;
    this.#key = undefined;
    const answer = this.#module.call<null>("useKey", (frame) => {
      frame.option("accessKeyId", key.accessKeyId);
      frame.option("accessKeySecret", key.accessKeySecret);
      frame.option("securityToken", key.securityToken);
      frame.option("bearerToken", key.bearerToken);
      frame.value(key.isAnonymous);
      frame.option("algorithm", key.algorithm);
      frame.option("style", key.style);
    });
    valueOf(answer);
    this.#key = key;
  }

  /**
   * What an RSA key does between the two crossings of a call: it signs the text, or each text, that the
   * core asks for. Other algorithms need one crossing. @throws EcdError `RsaNotLoaded`
   */
  #rsaStep({ algorithm, credentials }: T.SignOptions): ((answer: Answer<unknown>) => unknown) | undefined {
    if (!isRsa(algorithm)) return undefined;
    const rsa = this.#loadedRsa();
    const sign = (asked: unknown): string | undefined => {
      const text = ownValue(asked, "stringToSign");
      if (typeof text !== "string") return undefined;
      return rsa.sign((credentials as { accessKeySecret: string }).accessKeySecret, text);
    };
    return (answer) => {
      const asked = "value" in answer ? answer.value : undefined;
      if (!Array.isArray(asked)) return sign(asked);
      const signatures = asked.map(sign);
      return signatures.includes(undefined) ? undefined : signatures;
    };
  }

  /** @throws EcdError `RsaNotLoaded` */
  #loadedRsa(): RsaKeys {
    if (this.#rsa) return this.#rsa;
    throw new EcdError("RsaNotLoaded", "ACS3-RSA-SHA256 needs ecd-wasm/rsa: await loadRsa(core)");
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

/** The first arguments of `build`, `sign` and `signBatch`, in the order of src/wasm/core.cpp. */
function writeBuildOptions(
  frame: FrameWriter,
  operation: string,
  options: T.BuildOptions & { locale?: T.Locale },
): void {
  frame.value(operation);
  frame.option("profile", options.profile);
  frame.option("regionId", options.regionId);
  frame.option("method", options.method);
  frame.option("locale", options.locale);
  checkChoice("parametersIn", options.parametersIn, ["query", "body"]);
  frame.option("parametersIn", options.parametersIn);
}

/** When it is signed, and whether the texts are wanted. */
function writeMoment(frame: FrameWriter, options: T.SignOptions): void {
  frame.option("date", timestamp(options.date));
  frame.value(options.trace === true);
}

/** @throws EcdError `InvalidOption`: one nonce cannot be that of several requests */
function checkBatch(list: readonly object[], options: T.SignOptions): void {
  if (!Array.isArray(list)) throw new EcdError("InvalidOption", "the parameters of a batch are a list");
  if (options.nonce === undefined) return;
  throw new EcdError("InvalidOption", "a batch draws its nonces itself: each request needs its own");
}
