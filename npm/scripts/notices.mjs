// Notices of the packages that a bundle contains, as their licences ask for.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Folder of the package a bundled file belongs to. */
function packageFolder(file) {
  let folder = dirname(file);
  while (
    !existsSync(join(folder, "package.json")) ||
    !readFileSync(join(folder, "package.json"), "utf8").includes('"version"')
  ) {
    folder = dirname(folder);
  }
  return folder;
}

/** Where the source can be had: `git+https://host/a/b.git` → `https://host/a/b`. */
function sourceOf({ repository }) {
  const url = typeof repository === "string" ? repository : (repository?.url ?? "");
  return url
    .replace(/^git\+/, "")
    .replace(/^git:/, "https:")
    .replace(/\.git$/, "");
}

/** Names, versions, sources and licences of the packages among `inputs`, which `file` was made of. */
export function notices(file, root, inputs) {
  const files = inputs
    .filter((path) => path.includes("node_modules/"))
    .map((path) => resolve(root, path));
  const parts = [...new Set(files.map(packageFolder))].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const head = [`${manifest.name} ${manifest.version}`, sourceOf(manifest)]
      .filter(Boolean)
      .join("\n");
    return `${head}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return `${file} contains these packages:\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}
