/// <reference types="node" />
import { readFile } from "node:fs/promises";
import { absent, failed } from "./failures.js";

/** A file's text, without a byte order mark. @throws EcdError `NoCredentials` when there is none */
export async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw absent(`there is no ${path}`);
    throw failed(`${path} cannot be read (${code ?? "unknown reason"})`);
  }
}
