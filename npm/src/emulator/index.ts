/** `ecd-wasm/emulator`: an Elastic Desktop Service in memory, for tests, demos and development. */
export type { Account } from "./authentication.js";
export type { Clock } from "./clock.js";
export { createEmulator, type Emulator, type Snapshot } from "./emulator.js";
export type { FaultHandle, FaultRule, Faults } from "./faults.js";
export type { CopyTask, Image, ImageStatus, StoredImage } from "./image.js";
export type { EmulatorOptions } from "./options.js";
export type { LoggedRequest } from "./request_log.js";
