import createModule from "#core-glue";
import type { Answer } from "./answer.js";
import { EcdError } from "./errors.js";
import { MAX_FRAME_SIZE } from "./frame.js";
import { CompiledModule } from "./instance.js";
import type { Instance } from "./instance.js";

/** The functions of src/wasm/core_bindings.cpp. */
export type CoreFunction =
  | "loadCatalog" | "names" | "describe" | "service" | "validate" | "validateParameter" | "validateReceived"
  | "build" | "useKey" | "forgetKey" | "sign" | "signBatch" | "signRequest" | "readClaim" | "readRsaSignature"
  | "verify" | "compare" | "readAnswer" | "outcomeOfFailure" | "nextAttempt" | "tokensAfterSuccess";

/** The compiled core with the catalogs it was given, which go over to a new instance. */
export class CoreModule extends CompiledModule<CoreFunction> {
  private readonly catalogs: Uint8Array[] = [];

  constructor(module: WebAssembly.Module) {
    super(createModule, module);
  }

  /** Adds a catalog text. @throws EcdError `BadCatalog` */
  loadCatalog(catalog: Uint8Array): void {
    if (catalog.length > MAX_FRAME_SIZE)
      throw new EcdError("BadCatalog", "catalog line 1: the text is too large");
    const answer = this.run("loadCatalog", catalog, "give") as Answer<null>;
    if ("error" in answer) throw new EcdError(answer.error.code, answer.error.message);
    this.catalogs.push(catalog);
  }

  protected override revive(): Instance<CoreFunction> {
    const instance = super.revive();
    for (const catalog of this.catalogs) instance.give("loadCatalog", catalog);
    return instance;
  }
}
