/** `ecd-wasm/credentials`: keys from where the official tools keep them. For Node.js. */
export { fromAssumeRole } from "./assume_role.js";
export type { AssumeRoleOptions } from "./assume_role.js";
export type { AccessKey } from "./access_key.js";
export { defaultChain } from "./chain.js";
export { fromEcsMetadata } from "./ecs_metadata.js";
export type { EcsMetadataOptions } from "./ecs_metadata.js";
export { fromEnv } from "./env.js";
export { fromIni } from "./ini.js";
export { fromOidc } from "./oidc.js";
export type { OidcOptions } from "./oidc.js";
export { fromProfile, profileNames } from "./profile.js";
export type { CredentialsProvider, ProviderOptions } from "./provider.js";
export { fromUri } from "./uri.js";
