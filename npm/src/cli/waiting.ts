import type { Image, Progress, Wait, WaitOptions, WaitState } from "../client/index.js";
import { answerLines } from "./answer_table.js";
import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { explain, isEcdError } from "./explain.js";
import { print } from "./print.js";
import { clock, createProgress } from "./progress.js";
import { findOperation, limitsOf, sameConnection } from "./service.js";
import { commandLine } from "./shell_quote.js";

/** Nothing is left to wait for. */
const FINAL = new Set(["ImageFailed", "ImageVanished", "ImageNotFound"]);

type Failed = (error: unknown) => ExitStatus;

/** How to go on waiting, ready to paste. */
function hint({ RegionId, ImageId }: WaitState, context: Context): string[] {
  if (ImageId === undefined) return [];
  const flags = { "region-id": RegionId, "image-id": ImageId, ...sameConnection(context) };
  return ["The copy goes on in the service. To wait for it:", `  ${commandLine(["wait"], flags)}`];
}

/** Prints an image; as a table it looks as in the list of images. */
async function printImage(context: Context, image: Image): Promise<void> {
  const { operation } = await findOperation("DescribeImages");
  print(context, {
    data: image,
    lines: () => answerLines(context.stdout, operation, { Images: [image] }),
    usually: "json",
  });
}

/**
 * Waits with progress on stderr and prints the image. What is thrown after the image is known is
 * followed by the command to go on with. `failed` explains the error.
 */
export async function awaitImage(
  context: Context,
  start: (options: WaitOptions) => Wait,
  failed: Failed,
): Promise<ExitStatus> {
  const { stderr } = context;
  const startedAt = performance.now();
  const progress = createProgress(stderr);
  const nameOf = (image: Image): string => `${image.ImageId} in ${wait.toJSON().RegionId}`;
  const onProgress = ({ image, status, percent }: Progress): void =>
    progress.show(nameOf(image), status, percent);
  const wait = start({ ...limitsOf(context), onProgress });
  try {
    const image = await wait;
    progress.end();
    stderr.line(
      `${stderr.paint("green", "done")}  ${nameOf(image)} is ${image.Status} (${clock(performance.now() - startedAt)})`,
    );
    await printImage(context, image);
    return EXIT.done;
  } catch (error) {
    progress.end();
    // Of a copy that was accepted nothing is unclear but its end.
    const status = wait.toJSON().ImageId === undefined ? failed(error) : explain(error, context);
    const isFinal = isEcdError(error) && FINAL.has(error.code);
    if (!isFinal) for (const line of hint(wait.toJSON(), context)) stderr.line(line);
    return status;
  }
}
