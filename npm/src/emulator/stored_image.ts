import { FILLED_TEXT, MILLISECONDS, POSITIVE, TRUE, listOf, must, record } from "./checks.js";
import { IMAGE, type Image } from "./image.js";

/** The making of an image. Times in milliseconds of the emulator's clock. */
export type ImageTask = {
  startedAt: number;
  durationMs: number;
  /** The image ends as `CreateFailed`. */
  fails?: true;
  /** The image that is copied; without it the image is made from a desktop. */
  source?: { regionId: string; imageId: string };
};

/** What is kept of an image; plain JSON. State and progress of one in the making follow from the clock. */
export type StoredImage = {
  /** Position in the order of creation over all regions; also the page token. */
  serial: number;
  image: Image;
  task?: ImageTask;
  sharedWith: string[];
};

const FULL_IMAGE = [
  ...["ImageId", "Name", "Description", "ImageType", "Status", "Progress", "CreationTime"],
  ...["UpdateTime", "OsType", "SupportedLanguages"],
];

/** Checks a stored image that comes from a file or a snapshot. */
export const STORED_IMAGE = record(
  {
    serial: POSITIVE,
    image: (value) => IMAGE(value) ?? record({}, { required: FULL_IMAGE, open: true })(value),
    task: record(
      {
        startedAt: must("a time in milliseconds", Number.isFinite),
        durationMs: MILLISECONDS,
        fails: TRUE,
        source: record(
          { regionId: FILLED_TEXT, imageId: FILLED_TEXT },
          { required: ["regionId", "imageId"] },
        ),
      },
      { required: ["startedAt", "durationMs"] },
    ),
    sharedWith: listOf(FILLED_TEXT),
  },
  { required: ["serial", "image", "sharedWith"] },
);

/** The image as it is at `now`. */
export function viewImage({ image, task, sharedWith }: StoredImage, now: Date): Image {
  const view = {
    ...image,
    SupportedLanguages: [...image.SupportedLanguages],
    SharedCount: sharedWith.length,
  };
  if (task === undefined) return view;
  const elapsed = Math.max(0, now.getTime() - task.startedAt);
  const isOver = elapsed >= task.durationMs;
  if (isOver && !task.fails) return view;
  const percent = isOver ? 99 : Math.floor((100 * elapsed) / task.durationMs);
  return { ...view, Status: isOver ? "CreateFailed" : "Creating", Progress: `${percent}%` };
}

/** Whether a copy is still making the image at `now`. */
export function isCopyRunning({ task }: StoredImage, now: Date): boolean {
  return task?.source !== undefined && now.getTime() < task.startedAt + task.durationMs;
}
