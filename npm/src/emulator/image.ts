import { BOOLEAN, COUNT, FILLED_TEXT, TEXT, listOf, oneOf, record } from "./checks.js";

/** State of an image, as published. That a running copy is `Creating` is likely, not confirmed. */
export type ImageStatus = "Creating" | "Available" | "CreateFailed";

/** An image as DescribeImages answers it. */
export type Image = {
  ImageId: string;
  Name: string;
  Description: string;
  ImageType: "SYSTEM" | "CUSTOM";
  Status: ImageStatus;
  /** `0%` to `100%`. */
  Progress: string;
  /** UTC, `2018-01-10T01:01:10Z`. */
  CreationTime: string;
  UpdateTime: string;
  OsType: string;
  Platform: string;
  /** GiB. */
  Size: number;
  /** GiB. */
  DataDiskSize: number;
  ProtocolType: string;
  SessionType: string;
  SupportedLanguages: string[];
  GpuCategory: boolean;
  GpuDriverVersion?: string;
  AppVersion?: string;
  VolumeEncryptionEnabled: boolean;
  VolumeEncryptionKey?: string;
  /** How many accounts the image is shared with. */
  SharedCount: number;
};

/** Checks what is given or kept of an image. Members that the emulator does not know are kept too. */
export const IMAGE = record(
  {
    ImageId: FILLED_TEXT,
    Name: TEXT,
    Description: TEXT,
    ImageType: oneOf("SYSTEM", "CUSTOM"),
    Status: oneOf("Creating", "Available", "CreateFailed"),
    Progress: TEXT,
    CreationTime: TEXT,
    UpdateTime: TEXT,
    OsType: TEXT,
    Platform: TEXT,
    Size: COUNT,
    DataDiskSize: COUNT,
    ProtocolType: TEXT,
    SessionType: TEXT,
    SupportedLanguages: listOf(TEXT),
    GpuCategory: BOOLEAN,
    GpuDriverVersion: TEXT,
    AppVersion: TEXT,
    VolumeEncryptionEnabled: BOOLEAN,
    VolumeEncryptionKey: TEXT,
    SharedCount: COUNT,
    RegionId: FILLED_TEXT,
  },
  { open: true },
);

/** An image like the given one with all that is missing filled in. */
export function completeImage(given: Partial<Image>, createdAt: string): Image {
  const status = given.Status ?? "Available";
  return {
    ImageId: newImageId(),
    Name: "Image",
    Description: "",
    ImageType: "CUSTOM",
    Status: status,
    Progress: status === "Available" ? "100%" : "0%",
    CreationTime: createdAt,
    UpdateTime: given.CreationTime ?? createdAt,
    OsType: "WINDOWS",
    Platform: "Windows Server 2019",
    Size: 80,
    DataDiskSize: 100,
    ProtocolType: "ASP",
    SessionType: "SINGLE_SESSION",
    SupportedLanguages: ["zh-CN", "en-US"],
    GpuCategory: false,
    VolumeEncryptionEnabled: false,
    SharedCount: 0,
    ...given,
  };
}

const ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A new image id: `m-` and 13 characters, the shape of the published examples. */
export function newImageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(13));
  return `m-${Array.from(bytes, (byte) => ID_CHARACTERS[byte % ID_CHARACTERS.length]).join("")}`;
}
