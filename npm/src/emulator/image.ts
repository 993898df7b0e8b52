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

/** A copy on its way. Times in milliseconds of the emulator's clock. */
export type CopyTask = {
  sourceRegionId: string;
  sourceImageId: string;
  startedAt: number;
  durationMs: number;
};

/** What is kept of an image; plain JSON. State and progress of a copy follow from the clock. */
export type StoredImage = {
  /** Position in the order of creation over all regions; also the page token. */
  serial: number;
  image: Image;
  copy?: CopyTask;
  sharedWith: string[];
};

/** The image as it is at `now`. */
export function viewImage({ image, copy, sharedWith }: StoredImage, now: Date): Image {
  const view = {
    ...image,
    SupportedLanguages: [...image.SupportedLanguages],
    SharedCount: sharedWith.length,
  };
  if (copy === undefined) return view;
  const elapsed = Math.max(0, now.getTime() - copy.startedAt);
  if (elapsed >= copy.durationMs) return view;
  const percent = Math.floor((100 * elapsed) / copy.durationMs);
  return { ...view, Status: "Creating", Progress: `${percent}%` };
}

/** Whether the image is still being made at `now` by a copy. */
export function isCopyRunning({ copy }: StoredImage, now: Date): boolean {
  return copy !== undefined && now.getTime() < copy.startedAt + copy.durationMs;
}

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
