// A stranger's program, compiled against the installed package in many ways, and run.
import { AbortError, EcdClient, EcdError, loadCore, ServiceError, ValidationError } from "ecd-wasm";
import type {
  ClientOptions,
  Core,
  CopyImageParams,
  Image,
  Issue,
  SignedRequest,
  Wait,
} from "ecd-wasm";
import { loadCatalog } from "ecd-wasm/catalog";
import * as fromCore from "ecd-wasm/core";
import { defaultChain, fromAssumeRole, fromEcsMetadata, fromEnv } from "ecd-wasm/credentials";
import type { AccessKey, CredentialsProvider, ProviderOptions } from "ecd-wasm/credentials";
import { createEmulator } from "ecd-wasm/emulator";
import type { Emulator } from "ecd-wasm/emulator";
import { standardSchema } from "ecd-wasm/forms";
import { createRelay } from "ecd-wasm/relay";
import type { AuditEvent, Relay } from "ecd-wasm/relay";
import { loadRsa } from "ecd-wasm/rsa";

export type Results = {
  signature: string;
  codes: string[];
  status: string;
  progress: (number | undefined)[];
  operations: number;
  refused: string;
  rsaKey: string;
  isShared: boolean;
  isValid: boolean;
  relayed: string;
  keys: string;
  failure: string;
};

const params: CopyImageParams = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
  DestinationRegionId: "cn-shenzhen",
};

/** What the compiler must refuse. Never called. */
export function mistakes(client: EcdClient, core: Core): unknown[] {
  return [
    // @ts-expect-error a parameter is missing
    client.copyImage({ RegionId: "cn-hangzhou" }),
    // @ts-expect-error it is a text
    client.copyImage({ ...params, ImageId: 5 }),
    // @ts-expect-error there is no such profile
    core.validate("CopyImage", params, { profile: "strict" }),
    // @ts-expect-error a secret is missing
    core.sign("CopyImage", params, { credentials: { accessKeyId: "id" } }),
    // @ts-expect-error there is no such algorithm
    core.sign("CopyImage", params, { credentials: "anonymous", algorithm: "MD5" }),
    // @ts-expect-error the emulator takes a number
    createEmulator({ port: "8080" }),
    // @ts-expect-error a relay has the credentials
    new EcdClient({ relay: { url: "https://relay.example" }, credentials: "anonymous" }),
    // @ts-expect-error authorize is missing
    createRelay({
      credentials: "anonymous",
      allow: { operations: ["CopyImage"], regions: ["cn-hangzhou"] },
    }),
    // @ts-expect-error the role is missing
    fromAssumeRole({ credentials: "anonymous" }),
    // @ts-expect-error variables are texts
    fromEnv({ env: { HOME: 5 } }),
  ];
}

function codeOf(call: () => void): string {
  try {
    call();
    return "";
  } catch (error) {
    return error instanceof EcdError ? error.code : String(error);
  }
}

/** Credentials of every kind fit where some are wanted. */
async function credentialsOf(env: Record<string, string>): Promise<string> {
  const options: ProviderOptions = { env };
  const provider: CredentialsProvider = fromEnv(options);
  const key: AccessKey = await provider();
  const role = fromAssumeRole({ credentials: provider, roleArn: "acs:ram::1:role/x", ...options });
  for (const credentials of [role, key, defaultChain(options), { getCredential: provider }]) {
    new EcdClient({ credentials }).close();
  }
  (await loadCore()).sign("CopyImage", params, { credentials: key });
  return `${key.accessKeyId} ${key.accessKeySecret} ${key.securityToken}`;
}

export async function run(): Promise<Results> {
  const core: Core = await loadCore();
  const credentials = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
  const signed: SignedRequest = core.sign("CopyImage", params, {
    credentials,
    date: "2026-01-05T08:00:00Z",
    nonce: "28a40f12f340442ba35f46ef6a030001",
    trace: true,
  });
  const issues: Issue[] = core.validate("CopyImage", { ...params, DestinationImageName: "1" });

  const emulator: Emulator = await createEmulator({
    port: false,
    accounts: [credentials],
    copyDurationMs: 1000,
  });
  const options: ClientOptions = { credentials, fetch: emulator.fetch, regionId: "cn-hangzhou" };
  const client = new EcdClient(options);
  const progress: (number | undefined)[] = [];
  const wait: Wait = client.copyImageAndWait(params, {
    pollMs: 1,
    onProgress: ({ percent }) => {
      progress.push(percent);
      emulator.clock.advance(1000);
    },
  });
  const image: Image = await wait;
  const refused = await client.copyImage({ ...params, ImageId: "m-nowhere" }).then(
    () => "",
    (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
  );
  const events: AuditEvent[] = [];
  const relay: Relay = createRelay({
    credentials,
    fetch: emulator.fetch,
    allow: { operations: ["DescribeImages"], regions: ["cn-shenzhen"] },
    authorize: (request, call) => ({ who: `${request.method} ${call.operation}` }),
    audit: (event) => events.push(event),
  });
  const relayed = new EcdClient({
    relay: { url: "https://relay.example" },
    // Where a request is made of its parts the standard class is needed, which not every platform types.
    fetch: (url, init) => {
      const { Request } = globalThis as unknown as {
        Request: new (...parts: unknown[]) => Parameters<Relay>[0];
      };
      return relay(new Request(url, init));
    },
  });
  await relayed.call("DescribeImages", { RegionId: "cn-shenzhen" });
  await emulator.close();

  await loadRsa(core);
  const rsaKey = codeOf(() =>
    core.sign("CopyImage", params, { credentials, algorithm: "ACS3-RSA-SHA256" }),
  );
  await loadCatalog(core);
  const schema = standardSchema(core, "CopyImage");
  const checked = await schema["~standard"].validate(params);
  return {
    signature: signed.trace?.signature ?? "",
    codes: issues.map(({ code, path, severity }) => `${severity} ${path.join(".")} ${code}`),
    status: image.Status,
    progress,
    operations: core.operations().length,
    refused,
    rsaKey,
    isShared:
      fromCore.EcdError === EcdError &&
      ValidationError.prototype instanceof EcdError &&
      AbortError.prototype instanceof EcdError,
    isValid: !checked.issues,
    relayed: events.map(({ who, outcome }) => `${who} ${outcome}`).join(),
    keys: await credentialsOf({
      ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
    }),
    failure: await fromEcsMetadata({ env: { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" } })().then(
      () => "",
      (error: unknown) => (error instanceof EcdError ? error.code : String(error)),
    ),
  };
}
