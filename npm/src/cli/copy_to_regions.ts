import type {
  CopyEvent,
  CopyImageParams,
  CopyResult,
  CopyToRegionsOptions,
  EcdClient,
} from "../client/index.js";
import type { Context } from "./command.js";
import { eventLinesOf } from "./copy_events.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { formatOf } from "./flags.js";
import { harmless } from "./output.js";
import { print } from "./print.js";
import { createProgress } from "./progress.js";
import type { Progress } from "./progress.js";
import { alignRows } from "./table.js";
import { explainCall } from "./unclear.js";
import { valueLines } from "./value_lines.js";
import { explainWait, imageText, isFinal } from "./waiting.js";

/** From what is worst: of several regions' statuses this order's first is the command's. */
const WORST_FIRST: readonly ExitStatus[] = [
  EXIT.interrupted,
  EXIT.unclear,
  EXIT.noCredentials,
  EXIT.invalid,
  EXIT.usage,
  EXIT.failed,
  EXIT.done,
];

/** What became of a region's copy, in the words of the summary. */
type Fate = "copied" | "not copied" | "under way" | "failed" | "unclear";

const COLORS = {
  copied: "green",
  "not copied": "yellow",
  "under way": "yellow",
  failed: "red",
  unclear: "red",
} as const;
const FATES = Object.keys(COLORS) as Fate[];

function fateOf(result: CopyResult): Fate {
  if (result.ok) return result.existed ? "not copied" : "copied";
  if (result.ImageId !== undefined && !isFinal(result.error)) return "under way";
  return result.error.outcome === "unclear" ? "unclear" : "failed";
}

/** Shows an event where things are drawn. */
function show(progress: Progress, event: CopyEvent, isLast: boolean): void {
  const { regionId } = event;
  switch (event.type) {
    case "started":
      return progress.show(regionId, "copying");
    case "copied":
      if (isLast) progress.finish(regionId, event.ImageId);
      return;
    case "progress":
      return progress.show(regionId, `${event.ImageId}  ${event.status}`, event.percent);
    case "available":
      return progress.finish(regionId, imageText(event.image));
    case "failed":
      return progress.finish(regionId, `failed: ${event.error.code}`);
  }
}

/** A result as people read it. */
type ResultRow = { RegionId: string; Result: Fate; ImageId: string; Status: string };

function rowOf(result: CopyResult, fate: Fate): ResultRow {
  const { regionId: RegionId, ImageId = "" } = result;
  const status = result.ok ? (result.image?.Status ?? "") : result.error.code;
  return { RegionId, Result: fate, ImageId, Status: status };
}

/** Counts the fates: `3 regions: 2 copied, 1 failed`. */
function countLine(rows: readonly ResultRow[]): string {
  const parts = FATES.flatMap((fate) => {
    const count = rows.filter(({ Result }) => Result === fate).length;
    return count > 0 ? [`${count} ${fate}`] : [];
  });
  return `${rows.length} regions: ${parts.join(", ")}`;
}

/** What became of each, unless a table on stdout has it already, and how often. */
function summarize({ stderr, values }: Context, rows: readonly ResultRow[]): void {
  const look = (cell: string) => (text: string) => stderr.paint(COLORS[cell as Fate], text);
  const columns = [{ title: "", look }, ...[1, 2, 3].map(() => ({ title: "" }))];
  const cells = rows.map(({ Result, RegionId, ImageId, Status }) => [
    Result,
    RegionId,
    ImageId,
    harmless(Status),
  ]);
  if (formatOf(values) !== "table") for (const line of alignRows(columns, cells)) stderr.line(line);
  stderr.line(countLine(rows));
}

/** Explains a region's failure, and how to go on with what was begun there. */
function explainResult(
  context: Context,
  params: Omit<CopyImageParams, "DestinationRegionId">,
  { regionId, error, ImageId }: CopyResult & { ok: false },
): ExitStatus {
  const about = { about: regionId };
  if (ImageId !== undefined)
    return explainWait(error, context, { RegionId: regionId, ImageId }, about);
  const there = { ...params, DestinationRegionId: regionId };
  return explainCall(error, context, { operation: "CopyImage", params: there, ...about });
}

/** Copies an image into several regions; one's failure stops no other. The worst status is the answer. */
export async function copyToSeveral(
  context: Context,
  client: EcdClient,
  params: Omit<CopyImageParams, "DestinationRegionId">,
  regionIds: readonly string[],
  options: CopyToRegionsOptions,
): Promise<ExitStatus> {
  const events = eventLinesOf(context);
  const progress = createProgress(context.stderr, events !== undefined);
  const onEvent = (event: CopyEvent): void => {
    events?.print(event);
    show(progress, event, options.wait !== true);
  };
  const results = await client.copyImageToRegions(params, regionIds, { ...options, onEvent });
  progress.end();
  const fates = results.map((result) => fateOf(result));
  const rows = results.map((result, index) => rowOf(result, fates[index]!));
  const lines = (): string[] => valueLines(context.stdout, rows);
  let statuses: ExitStatus[] = [];
  try {
    if (events) events.end();
    else print(context, { data: JSON.parse(JSON.stringify(results)), lines, usually: "json" });
  } finally {
    // Also when a query failed: the copies were made.
    summarize(context, rows);
    statuses = results.map((result) =>
      result.ok ? EXIT.done : explainResult(context, params, result),
    );
  }
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.done;
}
