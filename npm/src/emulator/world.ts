import type { CoreInternals } from "../core/internal.js";
import type { World } from "./call.js";
import { OffsetClock, isoSeconds } from "./clock.js";
import { SEED_DESKTOPS } from "./desktop.js";
import { completeImage } from "./image.js";
import { ImageStore } from "./image_store.js";
import { checkOptions, type EmulatorOptions } from "./options.js";
import { SEED_IMAGES } from "./seed_images.js";

const DEFAULT_REGION = "cn-hangzhou";
const DEFAULT_COPY_DURATION_MS = 3000;

/** What operations work on, as yet without images. @throws EcdError `InvalidOptions` */
export function createWorld(core: CoreInternals, options: EmulatorOptions): World {
  const regions = new Set(core.regions().map(({ id }) => id));
  checkOptions(options, regions);
  return {
    core,
    clock: new OffsetClock(options.now),
    images: new ImageStore(),
    regions,
    operations: new Set(core.operations()),
    desktops: (options.desktops ?? SEED_DESKTOPS).map((desktop) => ({
      RegionId: DEFAULT_REGION,
      ...desktop,
    })),
    imageQuota: options.imageQuota ?? Infinity,
    copyDurationMs: options.copyDurationMs ?? DEFAULT_COPY_DURATION_MS,
    visibilityLagMs: options.visibilityLagMs ?? 0,
  };
}

/** Puts in the images that are there at first. */
export function addFirstImages({ images, clock }: World, options: EmulatorOptions): void {
  for (const { RegionId = DEFAULT_REGION, ...image } of options.images ?? SEED_IMAGES) {
    images.add(RegionId, completeImage(image, isoSeconds(clock.now())));
  }
}
