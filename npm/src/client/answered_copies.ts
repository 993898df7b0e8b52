import type { CopyJob } from "./copy_job.js";

/** Far more than are made within the seconds in which two copies look the same. */
const MOST = 1_000;

/** The ids of the jobs that ended with an image, by the image. */
const jobOf = new Map<string, string>();

/** Takes note of the image that a job of this process has ended with. */
export function noteAnswer(ImageId: string, { id }: CopyJob): void {
  jobOf.delete(ImageId);
  jobOf.set(ImageId, id);
  if (jobOf.size > MOST) jobOf.delete(jobOf.keys().next().value!);
}

/** Whether an image that looks like a job's own is known to be that of another. */
export function isAnothers(ImageId: string, { id }: CopyJob): boolean {
  return (jobOf.get(ImageId) ?? id) !== id;
}
