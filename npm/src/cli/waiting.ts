import type { Image, Progress as Seen, Wait, WaitOptions, WaitState } from "../client/index.js";
import { answerLines } from "./answer_table.js";
import type { Context } from "./command.js";
import { eventLinesOf } from "./copy_events.js";
import type { EventLines } from "./copy_events.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { explain, isEcdError } from "./explain.js";
import { harmless } from "./output.js";
import { print } from "./print.js";
import { clock, createProgress } from "./progress.js";
import type { Progress } from "./progress.js";
import { findOperation, limitsOf, sameConnection } from "./service.js";
import { commandLine, shellQuote } from "./shell_quote.js";
import type { WaitStateFile } from "./wait_state_file.js";

const FINAL = new Set(["ImageFailed", "ImageVanished", "ImageNotFound"]);

/** Whether nothing is left to wait for. */
export function isFinal(error: unknown): boolean {
  return isEcdError(error) && FINAL.has(error.code);
}

/** What is waited for, and how. */
export type Awaited = {
  /** Region of the image. */
  regionId: string;
  /** How the image comes to be known, when it is not from the start. */
  search?: {
    doing: "copying" | "looking for the copy";
    /** Explains why there is no image; `goOn` is the command that goes on, if there is something to go on with. */
    failed(error: unknown, goOn: string | undefined): ExitStatus;
  };
  start(options: WaitOptions): Wait;
  /** Where the state is kept. */
  stateFile?: WaitStateFile | undefined;
};

/** An image for people. */
export const imageText = ({ ImageId, Status }: Image): string => harmless(`${ImageId}  ${Status}`);

/** Prints an image; as a table it looks as in the list of images. */
async function printImage(context: Context, image: Image): Promise<void> {
  const { operation } = await findOperation("DescribeImages");
  print(context, {
    data: image,
    lines: () => answerLines(context.stdout, operation, { Images: [image] }),
    usually: "json",
  });
}

/** Tells of a wait while it goes on: on stderr, or on stdout as events; and keeps its state. */
class WaitReport {
  private readonly startedAt = performance.now();
  private readonly events: EventLines | undefined;
  private readonly progress: Progress;
  private isKnown: boolean;

  constructor(
    private readonly context: Context,
    private readonly awaited: Awaited,
  ) {
    const { regionId, search } = awaited;
    this.events = eventLinesOf(context);
    this.progress = createProgress(context.stderr, this.events !== undefined);
    this.isKnown = search === undefined;
    if (search?.doing === "copying") this.events?.print({ type: "started", regionId });
    if (search) this.progress.show(regionId, search.doing);
  }

  /** What the client tells. */
  get hooks(): Pick<WaitOptions, "onState" | "onProgress"> {
    return { onState: (state) => this.state(state), onProgress: (seen) => this.seen(seen) };
  }

  async available(image: Image): Promise<void> {
    const { stderr } = this.context;
    const { regionId } = this.awaited;
    this.progress.end();
    this.events?.print({ type: "available", regionId, image });
    if (this.events) return this.events.end();
    const took = clock(performance.now() - this.startedAt);
    await printImage(this.context, image);
    stderr.line(`${stderr.paint("green", "done")}  ${regionId}  ${imageText(image)}  (${took})`);
  }

  failed(error: unknown, { ImageId }: WaitState): void {
    this.progress.end();
    const known = ImageId === undefined ? {} : { ImageId };
    const { regionId } = this.awaited;
    if (isEcdError(error)) this.events?.print({ type: "failed", regionId, error, ...known });
  }

  private state(state: WaitState): void {
    this.awaited.stateFile?.write(state);
    const { ImageId } = state;
    if (this.isKnown || ImageId === undefined) return;
    this.isKnown = true;
    const { regionId, search } = this.awaited;
    const reused = state.reused === true || search?.doing !== "copying";
    this.events?.print({ type: "copied", regionId, ImageId, reused });
  }

  private seen({ image, status, percent }: Seen): void {
    const { regionId } = this.awaited;
    const { ImageId } = image;
    const share = percent === undefined ? {} : { percent };
    this.progress.show(regionId, imageText(image), percent);
    this.events?.print({ type: "progress", regionId, ImageId, status, ...share });
  }
}

/**
 * Explains why the wait for an image ended early, and prints the command that goes on with it. `about`: as
 * `explain` takes it.
 */
export function explainWait(
  error: unknown,
  context: Pick<Context, "values" | "stderr" | "signal">,
  { RegionId, ImageId }: { RegionId: string; ImageId: string | undefined },
  about: { about?: string } = {},
): ExitStatus {
  const { stderr } = context;
  const status = explain(error, context, about);
  if (isFinal(error)) return status;
  const flags = { "region-id": RegionId, "image-id": ImageId, ...sameConnection(context) };
  stderr.line("The copy goes on in the service. To wait for it:");
  stderr.line(`  ${commandLine(["wait"], flags)}`);
  return status;
}

/** The command that looks for a copy whose image is not known, by the state of the search for it. */
function goOnWith(
  state: WaitState,
  context: Context,
  stateFile: WaitStateFile | undefined,
): string | undefined {
  if (state.copy === undefined) return undefined;
  const connection = sameConnection(context);
  if (stateFile) return commandLine(["wait"], { state: stateFile.path, ...connection });
  const text = shellQuote(JSON.stringify(state));
  return `printf %s ${text} | ${commandLine(["wait"], { state: "-", ...connection })}`;
}

/**
 * Waits, tells of it, and prints the image. What ends it early is followed by the command to go on with,
 * if there is something to go on with.
 */
export async function awaitImage(context: Context, awaited: Awaited): Promise<ExitStatus> {
  const report = new WaitReport(context, awaited);
  const wait = awaited.start({ ...limitsOf(context), ...report.hooks });
  let image: Image;
  try {
    image = await wait;
  } catch (error) {
    const state = wait.toJSON();
    report.failed(error, state);
    const goOn = goOnWith(state, context, awaited.stateFile);
    const { RegionId, ImageId } = state;
    return ImageId === undefined && awaited.search
      ? awaited.search.failed(error, goOn)
      : explainWait(error, context, { RegionId, ImageId });
  }
  await report.available(image);
  return EXIT.done;
}
