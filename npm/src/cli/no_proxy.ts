import { BlockList, isIP } from "node:net";

/** Where a request goes, as the rules see it. */
type Target = { host: string; port: string };

const PORTS: Record<string, string> = { "http:": "80", "https:": "443" };

function targetOf({ hostname, port, protocol }: URL): Target {
  return { host: hostname.replace(/^\[|\]$/g, "").toLowerCase(), port: port || PORTS[protocol]! };
}

/** This machine: what is here needs no proxy, and a proxy would look for it elsewhere. */
function isLoopback({ host }: Target): boolean {
  return /(^|\.)localhost$/.test(host) || /^127\./.test(host) || host === "::1";
}

/** Whether an address is in a range such as `10.0.0.0/8`. */
function isWithin(address: string, range: string): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const [network = "", prefix] = range.split("/");
  const list = new BlockList();
  try {
    list.addSubnet(network, Number(prefix), family);
  } catch {
    return false; // of the other family, or no range at all
  }
  return list.check(address, family);
}

/** Whether one entry of NO_PROXY means the target. */
function excludes(entry: string, { host, port }: Target): boolean {
  if (entry === "*") return true;
  if (isIP(host) !== 0 && entry.includes("/")) return isWithin(host, entry);
  const [, bracketed, plain, only] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain ?? entry; // an IPv6 address may come without brackets
  if (only !== undefined && only !== port) return false;
  const suffix = name.replace(/^\*/, "");
  return suffix.startsWith(".")
    ? host.endsWith(suffix)
    : host === name || host.endsWith(`.${name}`);
}

/**
 * Whether a request goes straight to its host whatever proxy there is. `noProxy` as the official tools read
 * it (Go's httpproxy): hosts, domains with all that is in them, addresses and ranges, each with a port
 * where that alone is meant, or `*`. Loopback needs none.
 */
export function goesDirectly(url: URL, noProxy: string): boolean {
  const target = targetOf(url);
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return isLoopback(target) || entries.some((entry) => entry !== "" && excludes(entry, target));
}
