import { EcdClient } from "../client/index.js";
import type { CallOptions } from "../client/index.js";
import { loadCatalog } from "../catalog/index.js";
import { loadCore, VERSION } from "../core/internal.js";
import type { Core, Operation } from "../core/internal.js";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";
import { loadProvider } from "./credentials.js";
import { localeOf, timeoutMsOf } from "./flags.js";
import { proxiedFetch } from "./proxied_fetch.js";
import { didYouMean } from "./suggest.js";

/** What every command that makes requests is given. */
type Asking = Pick<Context, "values" | "env" | "signal" | "stderr">;

/** The core with all operations. */
export async function loadWholeCore(): Promise<Core> {
  const core = await loadCore();
  await loadCatalog(core);
  return core;
}

/** An operation of the catalog. @throws UsageError */
export async function findOperation(name: string): Promise<{ core: Core; operation: Operation }> {
  const core = await loadWholeCore();
  const names = core.operations();
  if (!names.includes(name))
    throw new UsageError(`there is no operation ${name}${didYouMean(name, names)}`);
  return { core, operation: core.describe(name) };
}

/** A client as the flags want it: the service itself unless an endpoint is named. @throws EcdError */
export async function connect(context: Asking): Promise<EcdClient> {
  const { values } = context;
  const fetch = await proxiedFetch(context);
  return new EcdClient({
    credentials: await loadProvider(context, limitsOf(context), fetch),
    locale: localeOf(values),
    userAgent: `ecd/${VERSION}`,
    ...(fetch === undefined ? {} : { fetch }),
    ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
  });
}

/** What ends a call or a wait early: Ctrl-C and `--timeout`. */
export function limitsOf({ values, signal }: Pick<Context, "values" | "signal">): CallOptions {
  const deadlineMs = timeoutMsOf(values);
  return { signal, ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}

/** The flags that a command to go on with must repeat to reach the same place as the same account. */
export function sameConnection({
  values,
}: Pick<Context, "values">): Record<string, string | undefined> {
  return { endpoint: values.endpoint, proxy: values.proxy, profile: values.profile };
}
