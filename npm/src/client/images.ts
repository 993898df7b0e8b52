import type { CallOptions } from "./options.js";

/** An image as DescribeImages answers it; the members that matter here are named. */
export type Image = {
  ImageId: string;
  Name?: string;
  Description?: string;
  /** `Creating`, `Available`, `CreateFailed`; the service may add others. */
  Status: string;
  /** e.g. "37%" */
  Progress?: string;
  ImageType?: string;
  CreationTime?: string;
} & Record<string, unknown>;

/** Parameters of CopyImage, as the service spells them. */
export type CopyImageParams = {
  /** Region the image is in. */
  RegionId: string;
  ImageId: string;
  /** 2 to 128 characters. */
  DestinationImageName: string;
  /** 2 to 256 characters. */
  DestinationDescription: string;
  DestinationRegionId: string;
};

/** What `copyImage` answers. */
export type CopyImageResult = {
  /** Of the new image, in the destination region. */
  ImageId: string;
  RequestId?: string;
  /** Whether an image that was there already is the answer. */
  reused: boolean;
};

/** How far a wait has come. */
export type Progress = {
  image: Image;
  status: string;
  /** 0 to 100, when the service tells it. */
  percent?: number;
};

export type WaitOptions = CallOptions & {
  /** Called after each look at the image that shows something new. */
  onProgress?(progress: Progress): void;
  /** Called with what `toJSON` would answer, at each change. */
  onState?(state: WaitState): void;
  /** Pause before the second look; it grows to fifteen seconds. Default 1,000 milliseconds. */
  pollMs?: number;
};

/** What another process needs to go on waiting. */
export type WaitState = {
  version: 1;
  /** Region of the new image. */
  RegionId: string;
  /** Known once the service has answered. */
  ImageId?: string;
  status?: string;
};

/** A promise of the finished image, which can be written down and resumed. */
export interface Wait extends Promise<Image> {
  toJSON(): WaitState;
}

/** "37%" → 37. */
export function percentOf(progress: string | undefined): number | undefined {
  const percent = Number.parseInt(progress ?? "", 10);
  return percent >= 0 && percent <= 100 ? percent : undefined;
}
