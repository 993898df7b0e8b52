import type { Fetch } from "../core/internal.js";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";
import { goesDirectly } from "./no_proxy.js";

/** A proxy's address. Messages leave it out, for it may hold a password. @throws UsageError */
function proxyUrl(text: string, source: string): URL {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) throw new UsageError(`${source}: this is not a proxy's address`);
  const url = new URL(address);
  if (!["http:", "https:"].includes(url.protocol))
    throw new UsageError(`${source}: a proxy is reached by http:// or https://`);
  return url;
}

/** The proxy of `--proxy`. Whoever sees the list of processes sees it too. @throws UsageError */
export function proxyFlag({ proxy }: { proxy?: string | undefined }): URL | undefined {
  if (proxy === undefined) return undefined;
  const url = proxyUrl(proxy, "--proxy");
  if (url.username === "" && url.password === "") return url;
  throw new UsageError("--proxy: a user and a password go into the variable HTTPS_PROXY");
}

/** A variable in lower case, which goes first as with other programs, or in capitals. */
function variable(env: NodeJS.ProcessEnv, name: string): string {
  return env[name.toLowerCase()] || env[name] || "";
}

/** The metadata service of a cloud server: it hands out keys, and no other machine is to see them. */
const METADATA_HOST = "100.100.100.200";

/** Finds the proxy for a request. */
type ProxyOf = (url: URL) => URL | undefined;

/** How to find proxies; nothing when there are none. @throws UsageError */
function proxyRule({ values, env }: Pick<Context, "values" | "env">): ProxyOf | undefined {
  const forAll = proxyFlag(values);
  if (forAll) return () => forAll;
  const named = ["HTTP_PROXY", "HTTPS_PROXY"].map((name) => {
    const address = variable(env, name);
    return address === "" ? undefined : proxyUrl(address, name);
  });
  const [forHttp, forHttps] = named;
  if (!forHttp && !forHttps) return undefined;
  const noProxy = variable(env, "NO_PROXY");
  return (url) => {
    if (goesDirectly(url, noProxy)) return undefined;
    return url.protocol === "https:" ? forHttps : forHttp;
  };
}

/** The status with which a proxy refused to connect, if that is what went wrong. */
function refusal(error: unknown): string | undefined {
  for (let depth = 0; depth < 4 && error instanceof Error; ++depth) {
    const status = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
    if (status !== undefined) return status;
    error = error.cause;
  }
  return undefined;
}

/** The platform's way to say that there is no connection: nothing has reached the service. */
function noConnection(): Error {
  return Object.assign(new Error("no connection"), { code: "ECONNREFUSED", syscall: "connect" });
}

/** Tells on stderr what proxies refused, each once: a call may try again. */
function refusalTeller({ stderr }: Pick<Context, "stderr">): (proxy: URL, status: string) => void {
  const told = new Set<string>();
  return ({ host }, status) => {
    const line = `the proxy ${host} refuses to connect (HTTP ${status})`;
    if (!told.has(line)) stderr.line(line);
    told.add(line);
  };
}

/**
 * The `fetch` that requests need under the flags and variables of a command line: through a proxy where
 * one is named; nothing, for that of Node.js, where none is. @throws UsageError
 */
export async function proxiedFetch(
  context: Pick<Context, "values" | "env" | "stderr">,
): Promise<Fetch | undefined> {
  const proxyOf = proxyRule(context);
  if (!proxyOf) return undefined;
  // Its own fetch, for a Dispatcher fits the version of undici that it comes from.
  const { fetch, ProxyAgent } = await import("./undici.js");
  const agents = new Map<string, InstanceType<typeof ProxyAgent>>();
  const agentOf = ({ href }: URL): InstanceType<typeof ProxyAgent> => {
    const agent = agents.get(href) ?? new ProxyAgent(href);
    agents.set(href, agent);
    return agent;
  };
  const tell = refusalTeller(context);
  return async (url, init) => {
    const target = new URL(url);
    const proxy = target.hostname === METADATA_HOST ? undefined : proxyOf(target);
    if (proxy === undefined) return globalThis.fetch(url, init);
    return fetch(url, { ...init, dispatcher: agentOf(proxy) }).catch((error: unknown) => {
      const status = refusal(error);
      if (status === undefined) throw error;
      tell(proxy, status);
      throw noConnection();
    });
  };
}
