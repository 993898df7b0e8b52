/** `ecd-wasm/rsa`: signatures by RSA keys, which the core does not bring along. */
import { wasm } from "#rsa-bytes";
import createModule from "#rsa-glue";
import { EcdError, loadModule, valueOf } from "../core/internal.js";
import type { Core, CoreInternals, CoreSource, FrameModule, RsaKeys } from "../core/internal.js";

/** The functions of src/wasm/rsa_bindings.cpp. */
type RsaFunction = "sign" | "check";

/** Bytes of randomness a signature is blinded with (src/crypto/rsa.h). */
const SEED_SIZE = 32;

class WasmRsa implements RsaKeys {
  // Private to the language: its memory is nothing to inspect, print or turn into JSON.
  readonly #module: FrameModule<RsaFunction>;

  constructor(module: FrameModule<RsaFunction>) {
    this.#module = module;
  }

  sign(privateKey: string, text: string | Uint8Array): string {
    return valueOf(
      this.#module.call<string>("sign", (frame) => {
        frame.option("accessKeySecret", privateKey);
        frame.body(crypto.getRandomValues(new Uint8Array(SEED_SIZE)));
        frame.body(text);
      }),
    );
  }

  check(publicKey: string, text: string | Uint8Array, signature: string): boolean {
    return valueOf(
      this.#module.call<boolean>("check", (frame) => {
        frame.option("publicKey", publicKey);
        frame.body(text);
        frame.value(signature);
      }),
    );
  }
}

let loading: Promise<RsaKeys> | undefined;

/**
 * Lets a core sign and verify by ACS3-RSA-SHA256. The module comes from the bytes embedded in this entry,
 * without any request, or from `source` (a module or bytes of `ecd-wasm/rsa.wasm`, or a function that gets
 * them). There is one per process and module format; the first call decides its source, and a failed call
 * is tried again by the next. `EcdClient` does it by itself.
 * @throws EcdError `InvalidCore` when the object is no core of this package
 */
export async function loadRsa(
  core: Core,
  source?: CoreSource | (() => Promise<CoreSource>),
): Promise<void> {
  const internals = core as CoreInternals | null | undefined;
  if (typeof internals?.useRsa !== "function") {
    throw new EcdError("InvalidCore", "loadRsa takes what loadCore gave");
  }
  loading ??= load(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  internals.useRsa(await loading);
}

async function load(
  source: CoreSource | (() => Promise<CoreSource>) | undefined,
): Promise<RsaKeys> {
  return new WasmRsa(await loadModule(createModule, wasm, source));
}
