/**
 * HTTP status of each code the emulator answers on its own account. What `verify` refuses carries
 * the core's code and status. docs/emulator.md tells which codes are published, which assumed.
 */
export const STATUS_OF_CODE = {
  EntityTooLarge: 413,
  "Forbidden.RAM": 403,
  InternalError: 500,
  "InvalidApi.NotFound": 404,
  "InvalidDesktopId.NotFound": 404,
  InvalidHost: 403,
  "InvalidImageId.NotFound": 404,
  "InvalidImageStatus.NotValid": 400,
  "InvalidImageType.NotSupported": 400,
  InvalidOrigin: 403,
  InvalidParameter: 400,
  "InvalidRegionId.NotFound": 404,
  "InvalidRegionId.NotMatch": 400,
  "InvalidSecurityToken.Expired": 400,
  "InvalidSecurityToken.MismatchWithAccessKey": 400,
  MissingParameter: 400,
  MissingSecurityToken: 400,
  NoSuchVersion: 400,
  "QuotaExceed.Image": 403,
  ServiceUnavailable: 503,
  SignatureNonceUsed: 400,
  Throttling: 400,
  "Throttling.User": 400,
  UnsupportedHTTPMethod: 400,
  UnsupportedOperation: 400,
} as const;

/** A code of the table above. */
export type EmulatorCode = keyof typeof STATUS_OF_CODE;
