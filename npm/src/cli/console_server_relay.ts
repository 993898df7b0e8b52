import type { IncomingMessage } from "node:http";
import type { CredentialsSource } from "../client/index.js";
import { loadCore } from "../core/internal.js";
import type { Fetch } from "../core/internal.js";
import { createRelay, toNodeListener } from "../relay/index.js";
import { splitTarget } from "./console_server_emulator.js";

/** What calls of the page go to, in place of an emulator. */
export type ConsoleService = {
  credentials: CredentialsSource;
  /** Default: that of Node.js. */
  fetch?: Fetch;
  /** Default: the service itself, in the region of the call. */
  endpoint?: string;
};

const PATH = "/relay";

/** What the page's element asks for. */
const OPERATIONS = ["CopyImage", "DescribeImages", "CancelCopyImage"];

/** Whether a request is a call of the page and not for its files. */
export function isRelayCall({ url = "" }: IncomingMessage): boolean {
  return splitTarget(url)[0] === PATH;
}

/** Where calls go, for people. @throws EcdError `InvalidEndpoint` */
export async function addressOf({ endpoint }: ConsoleService): Promise<string> {
  if (endpoint === undefined) return "https://ecd.<region>.aliyuncs.com";
  const core = await loadCore();
  const [region] = core.regions();
  return new URL(core.build("DescribeRegions", { RegionId: region!.id }, { endpoint }).url).origin;
}

/** Signs and sends the page's calls. Whose they are the server has checked by then: by its token. */
export async function consoleRelay({ credentials, endpoint, fetch }: ConsoleService) {
  const core = await loadCore();
  const regions = core.regions().map(({ id }) => id);
  return toNodeListener(
    createRelay({
      credentials,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(fetch === undefined ? {} : { fetch }),
      allow: { operations: OPERATIONS, regions },
      authorize: () => true,
    }),
  );
}
