import type { EmulatorOptions } from "./options.js";

const CREATED = { CreationTime: "2026-01-05T08:00:00Z", UpdateTime: "2026-01-05T08:00:00Z" };

/** The images of an emulator that was given none; one is the documentation page's example. */
export const SEED_IMAGES: NonNullable<EmulatorOptions["images"]> = [
  {
    ImageId: "desktopimage-windows-server-2019-64-ch-asp",
    Name: "Windows Server 2019",
    Description: "System image",
    ImageType: "SYSTEM",
    ...CREATED,
  },
  {
    ImageId: "m-gx2x1dhsmusr2****",
    Name: "Office_Hangzhou",
    Description: "The image of the documentation's example.",
    ...CREATED,
  },
  {
    ImageId: "m-gx2x1dhsmusr2demo",
    Name: "Design_Hangzhou",
    Description: "A custom image to try things with.",
    ...CREATED,
  },
];
