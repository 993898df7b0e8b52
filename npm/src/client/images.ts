import type { Needed } from "./needed.js";
import type { CopyJob } from "./copy_job.js";
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

/** What an answer of DescribeImages must have: without it, nothing is known of any image. */
export const IMAGE_LIST: Needed = { name: "Images", is: "list" };

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

/** How exactly one copy is made. */
export type CopyOptions = CallOptions & {
  /**
   * After an unclear outcome: how long the destination region is asked whether the copy is there. It is
   * asked once at least; what was begun in time is given five seconds. Default 60,000 milliseconds.
   */
  reconcileMs?: number;
  /**
   * Send once more when the region's list, read to its end, does not have it. The first one may still
   * come: then there are two. Default false.
   */
  resend?: boolean;
  /**
   * Append ` [copy of m-…, op 16 hexadecimal digits]` to the description, by which this very copy is
   * recognised; else it is by name, description and creation time. Both together may have 256 characters.
   * Default false.
   */
  tagDescription?: boolean;
  /**
   * What to do when the destination has an image of that name before anything is sent: make another
   * (default), fail with `ImageExists`, or take it if the description (and the mark's source, with
   * `tagDescription`) agree, else fail.
   */
  ifExists?: "copy" | "error" | "reuse";
};

/** What `copyImage` answers. */
export type CopyImageResult = {
  /** Of the new image, in the destination region. */
  ImageId: string;
  RequestId?: string;
  /** Whether an image that was found is the answer: before anything was sent, or after a lost answer. */
  reused: boolean;
  /** It was there before, and nothing was sent: see `ifExists`. */
  existed?: true;
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
  /**
   * Called with what `toJSON` would answer, before anything is sent and at each change. A promise is waited
   * for: what it writes down is there before the copy is.
   */
  onState?(state: WaitState): void | Promise<void>;
  /**
   * Pause before the second look; it grows to fifteen seconds, and is shorter again when the image is
   * nearly done. Default 1,000 milliseconds.
   */
  pollMs?: number;
  /**
   * When the wait for a copy is aborted, cancel the copy too, which is looked for if need be: the promise
   * rejects after ten seconds more at the latest. An image that `ifExists: "reuse"` took is left alone.
   * Default false.
   */
  cancelOnAbort?: boolean;
};

export type CopyAndWaitOptions = CopyOptions & WaitOptions;

/** What another process needs to go on waiting. */
export type WaitState = {
  version: 1;
  /** Region of the new image. */
  RegionId: string;
  /** Known once the service has answered. */
  ImageId?: string;
  status?: string;
  /** The copy's ImageId is that of an image that was there when it was looked for. */
  reused?: true;
  /** What is wanted and how it is recognised, while there is no ImageId. */
  copy?: CopyJob;
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
