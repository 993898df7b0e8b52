import { FILLED_TEXT, listOf, record } from "./checks.js";

/** A cloud computer, as far as CreateImage needs one. */
export type Desktop = {
  DesktopId: string;
  /** Default cn-hangzhou. */
  RegionId?: string;
};

/** Checks the option `desktops`. */
export const DESKTOPS = listOf(
  record({ DesktopId: FILLED_TEXT, RegionId: FILLED_TEXT }, { required: ["DesktopId"] }),
);

/** The desktop of an emulator that was given none: the documentation page's example. */
export const SEED_DESKTOPS: readonly Desktop[] = [{ DesktopId: "ecd-7w78ozhjcwa3u****" }];
