import { readFile } from "node:fs/promises";

/** A file of the page, ready to be sent. */
export type PageFile = { type: string; body: Buffer };

const SCRIPT = "text/javascript; charset=utf-8";

/**
 * All there is to be had, by path. No path is ever made of what a request says. The page's scripts
 * import the package's entries from one folder up, which at the root is the root.
 */
const FILES: Record<string, { file: string; type: string }> = {
  "/": { file: "console/index.html", type: "text/html; charset=utf-8" },
  "/style.css": { file: "console/style.css", type: "text/css; charset=utf-8" },
  "/main.js": { file: "console/main.js", type: SCRIPT },
  "/elements.js": { file: "console/elements.js", type: SCRIPT },
  "/NOTICES.txt": { file: "console/NOTICES.txt", type: "text/plain; charset=utf-8" },
  "/index.js": { file: "index.js", type: SCRIPT },
  "/core.js": { file: "core.js", type: SCRIPT },
  "/forms.js": { file: "forms.js", type: SCRIPT },
  "/internal.js": { file: "internal.js", type: SCRIPT },
};

/** What the server tells the page: the token of this start, and where calls go if not to an emulator. */
export type PageFacts = { token: string; service: string };

/** Reads the page's files beside the running script, which is the installed package. */
export async function readPageFiles(facts: PageFacts): Promise<ReadonlyMap<string, PageFile>> {
  const entries = Object.entries(FILES).map(async ([path, { file, type }]) => {
    const body = await readFile(new URL(file, import.meta.url));
    return [path, { type, body: path === "/" ? withFacts(body, facts) : body }] as const;
  });
  return new Map(await Promise.all(entries));
}

function withFacts(page: Buffer, facts: PageFacts): Buffer {
  const text = Object.entries(facts).reduce((html, [name, value]) => {
    const place = `<meta name="ecd-console-${name}" content="" />`;
    if (!html.includes(place)) throw new Error(`the page has no place for the ${name}`);
    return html.replace(place, () => place.replace('""', () => `"${inAttribute(value)}"`));
  }, page.toString());
  return Buffer.from(text);
}

function inAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
