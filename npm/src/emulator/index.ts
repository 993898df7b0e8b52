/** `ecd-wasm/emulator`: an Elastic Desktop Service in memory, for tests, demos and development. */
export type { Account } from "./account.js";
export type { Clock } from "./clock.js";
export type { Desktop } from "./desktop.js";
export { createEmulator, type Emulator } from "./emulator.js";
export type { FaultRule } from "./fault_rule.js";
export type { FaultHandle, Faults } from "./faults.js";
export type { Image, ImageStatus } from "./image.js";
export type { EmulatorOptions } from "./options.js";
export type { LoggedRequest } from "./request_log.js";
export type { Snapshot } from "./snapshot.js";
export type { ImageTask, StoredImage } from "./stored_image.js";
export type { CallLimit } from "./throttle.js";
