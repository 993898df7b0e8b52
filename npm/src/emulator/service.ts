import { refusalAnswer, successAnswer } from "./answers.js";
import type { Authenticator } from "./authentication.js";
import { invalidParameter, missingParameter, unknownRegion, type World } from "./call.js";
import type { Endpoint, EndpointCheck } from "./endpoint.js";
import { MAX_BODY_BYTES, type Answer, type Arrival, type Delivery } from "./exchange.js";
import { deliver, faultRefusal } from "./fault_effects.js";
import type { FaultRule } from "./fault_rule.js";
import type { FaultList } from "./faults.js";
import { OPERATIONS } from "./operations.js";
import { checkPermission } from "./permissions.js";
import { Refusal } from "./refusal.js";
import { redactUrl, type LoggedRequest, type RequestLog } from "./request_log.js";
import type { Throttle } from "./throttle.js";

/** The version of the service that is emulated. */
const VERSION = "2020-09-30";

/** What the service is made of. */
export type ServiceParts = {
  world: World;
  endpoints: EndpointCheck;
  authenticator: Authenticator;
  throttle: Throttle;
  faults: FaultList;
  log: RequestLog;
};

/** What is found out about a request on its way; log and answer need it after a refusal too. */
type Progress = { host: string; operation?: string; regionId?: string; fault?: FaultRule };

/** The service without a transport: one request in, one delivery out, at once. */
export class Service {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** Never throws: whatever goes wrong becomes an answer. */
  receive(arrival: Arrival): Delivery {
    const { delivery, fault } = this.#exchange(arrival);
    return fault?.twice ? this.#exchange(arrival).delivery : delivery;
  }

  #exchange(arrival: Arrival): { delivery: Delivery; fault: FaultRule | undefined } {
    const now = this.#parts.world.clock.now();
    const requestId = crypto.randomUUID().toUpperCase();
    const progress: Progress = { host: "127.0.0.1" };
    let answer: Answer;
    let refusal: Refusal | undefined;
    try {
      const result = this.#serve(arrival, now, progress);
      answer = successAnswer(result, { requestId, host: progress.host, now });
    } catch (error) {
      refusal = asRefusal(error);
      answer = refusalAnswer(refusal, { requestId, host: progress.host, now });
    }
    const delivery = deliver(answer, progress.fault);
    this.#parts.log.add(logEntry(arrival, now, requestId, progress, delivery, refusal));
    return { delivery, fault: progress.fault };
  }

  /** The way of a request; each step may refuse. The order of the steps is what a client sees. */
  #serve(arrival: Arrival, now: Date, progress: Progress): Record<string, unknown> {
    const { endpoints, authenticator, throttle, faults, world } = this.#parts;
    const endpoint = endpoints.check(arrival.headers);
    progress.host = endpoint.host;
    const body = checkForm(arrival);
    const { method, target, headers } = arrival;
    const url = `http://${headers["host"]}${target}`;
    const authenticated = authenticator.authenticate({ method, url, headers, body }, now);
    const { account, operation, version, parameters } = authenticated;
    progress.operation = operation.slice(0, 100);
    checkVersion(version);
    throttle.take(account.accessKeyId, operation, now);

    const regionId = parameters["RegionId"] ?? endpoint.regionId;
    if (regionId !== undefined) progress.regionId = regionId.slice(0, 100);
    const fault = faults.take(operation, regionId) ?? {};
    progress.fault = fault;
    const refusal = faultRefusal(fault);
    if (refusal !== undefined && !fault.done) throw refusal;
    if (fault.reset === "before") return {};
    if (!world.operations.has(operation)) throw unknownApi();
    checkPermission(account, operation, world.core);
    const imageFails = fault.imageFails === true;
    const result = perform(operation, withRegion(parameters, endpoint), imageFails, world);
    if (refusal !== undefined) throw refusal;
    return result;
  }
}

/** @throws Refusal about what can be seen before the signature */
function checkForm({ method, target, body }: Arrival): Uint8Array | null {
  if (body === undefined) {
    throw new Refusal("EntityTooLarge", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  }
  if (method !== "GET" && method !== "POST") {
    throw new Refusal("UnsupportedHTTPMethod", "This http method is not supported.");
  }
  if (!/^\/(\?|$)/.test(target)) throw unknownApi();
  return body.length > 0 ? body : null;
}

function checkVersion(version: string): void {
  if (version === VERSION) return;
  throw new Refusal("NoSuchVersion", `The specified version of the API is not ${VERSION}.`);
}

/** @throws Refusal about parameters, operation or region */
function perform(
  operation: string,
  parameters: Record<string, string>,
  imageFails: boolean,
  world: World,
): Record<string, unknown> {
  checkParameters(operation, parameters, world);
  const performOperation = OPERATIONS.get(operation);
  if (performOperation === undefined) {
    throw new Refusal("UnsupportedOperation", `The emulator does not model ${operation}.`);
  }
  const regionId = parameters["RegionId"] ?? "";
  if (!world.regions.has(regionId)) throw unknownRegion("RegionId");
  return performOperation({ operation, regionId, parameters, imageFails }, world);
}

/** A regional endpoint serves its own region; it is the region of a call that names none. */
function withRegion(
  parameters: Record<string, string>,
  endpoint: Endpoint,
): Record<string, string> {
  if (endpoint.regionId === undefined) return parameters;
  const { RegionId: regionId = endpoint.regionId } = parameters;
  if (regionId === endpoint.regionId) return { ...parameters, RegionId: regionId };
  throw new Refusal("InvalidRegionId.NotMatch", "The RegionId is not the region of the endpoint.");
}

/** The core judges parameters; here its first complaint gets the service's code. */
function checkParameters(
  operation: string,
  parameters: Record<string, string>,
  world: World,
): void {
  const issues = world.core
    .validateReceived(operation, parameters, "en")
    .filter(({ severity }) => severity === "error");
  const issue = issues.find(({ code }) => code === "required") ?? issues[0];
  if (issue === undefined) return;
  // On the wire array items count from 1: ImageId.1.
  const name = issue.path.map((part) => (typeof part === "number" ? part + 1 : part)).join(".");
  throw issue.code === "required" ? missingParameter(name) : invalidParameter(name, issue.message);
}

function unknownApi(): Refusal {
  return new Refusal(
    "InvalidApi.NotFound",
    "Specified api is not found, please check your url and method.",
  );
}

/** A defect of the emulator or the core is a 500, so that a test sees it as what it is. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Refusal("InternalError", `The emulator failed: ${reason}`);
}

function logEntry(
  { method, target, headers }: Arrival,
  now: Date,
  requestId: string,
  { operation, regionId }: Progress,
  { answer, ending }: Delivery,
  refusal: Refusal | undefined,
): LoggedRequest {
  return {
    requestId,
    date: now.toISOString(),
    method,
    url: redactUrl(`http://${headers["host"] ?? ""}${target}`),
    ...(operation !== undefined && { operation }),
    ...(regionId !== undefined && { regionId }),
    status: ending === "reset" || ending === "garbage" ? 0 : answer.status,
    ...(refusal !== undefined && { code: refusal.code }),
  };
}
