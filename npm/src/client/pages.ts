import { EcdError, ownValue, TransportError, withValue } from "../core/internal.js";
import type { Operation } from "../core/internal.js";
import type { Caller } from "./call.js";
import type { Needed } from "./needed.js";
import type { CallOptions, Result } from "./options.js";

/** The parameter that asks for a page, and how its values follow one another. */
type Turning = {
  parameter: string;
  /** What asks for the page behind this one; nothing when this is the last. @throws EcdError */
  next(page: Result): string | number | undefined;
};

/** Parameters that count pages. */
const NUMBERS = ["PageNumber", "PageNum"];

/** Parameters and counts as numbers: callers and services may spell them as text. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" || typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/** The list of things that an operation answers. */
function listName({ response }: Operation): string {
  const list = response.properties?.find(
    ({ type, items }) => type === "array" && items?.type === "object",
  );
  return list?.name ?? "";
}

/** By token: each page names the next. */
function byToken(name: string, params: object): Turning {
  const seen = new Set<unknown>([ownValue(params, "NextToken")]);
  return {
    parameter: "NextToken",
    next({ NextToken: token, RequestId }) {
      if (token === undefined || token === null || token === "") return undefined;
      const known = { operation: name, outcome: "unclear", attempts: 1 } as const;
      const details = { ...known, ...(RequestId ? { requestId: RequestId } : {}) };
      if (typeof token !== "string")
        throw new TransportError("InvalidAnswer", `${name}: NextToken is no text`, { ...details, retryable: true });
      // Following it would go round for ever.
      if (seen.has(token))
        throw new EcdError("PagingLoop", `${name}: a page names one that was read already`, details);
      seen.add(token);
      return token;
    },
  };
}

/** By number: until as many things were seen as the service counts. */
function byNumber(parameter: string, operation: Operation, params: object): Turning {
  const list = listName(operation);
  let number = numberOf(ownValue(params, parameter)) ?? 1;
  let size = numberOf(ownValue(params, "PageSize"));
  let seen: number | undefined;
  return {
    parameter,
    next(page) {
      const items = Array.isArray(page[list]) ? page[list].length : 0;
      // The service may give fewer than were asked for at once.
      size = numberOf(page["PageSize"]) ?? size ?? items;
      seen ??= (number - 1) * size;
      seen += items;
      const total = numberOf(page["TotalCount"]);
      const isLast = total === undefined ? items < size : seen >= total;
      // A page with nothing is the last, whatever the service counts: things go while one reads.
      return isLast || items === 0 ? undefined : ++number;
    },
  };
}

/** How to turn the pages. Where there are both ways, one who names a number wants numbers. @throws EcdError `NotPaged` */
function turningOf(operation: Operation, params: object): Turning {
  const { name, paging, parameters } = operation;
  if (paging === undefined)
    throw new EcdError("NotPaged", `${name} answers all at once: use call`, { operation: name });
  const number = NUMBERS.find((each) => parameters.some((parameter) => parameter.name === each));
  const isNumbered = paging !== "NextToken" || (number && ownValue(params, number) !== undefined);
  return number && isNumbered ? byNumber(number, operation, params) : byToken(name, params);
}

/**
 * The pages of an operation, from the one that the parameters name, or the first. Nothing is asked for
 * before it is wanted, and nothing behind the last page. Each must have what is `needed`.
 */
export async function* readPages(
  caller: Caller,
  operation: string,
  params: object,
  options: CallOptions,
  needed?: Needed,
): AsyncGenerator<Result, void, undefined> {
  const limits = caller.limits(options);
  const turning = turningOf(await caller.describe(operation), params);
  for (let asked = params; ; ) {
    const page = await caller.call(operation, asked, limits.rest(), needed);
    yield page;
    const next = turning.next(page);
    if (next === undefined) return;
    asked = withValue(params, turning.parameter, next);
  }
}
