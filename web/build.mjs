// Builds npm/dist/console from web: the elements, the page that shows them, notices of what is bundled.
//
// Both scripts import this package's entries by name, as a stranger would, and the imports are kept as
// imports of the files of npm/dist: a page that uses the elements and the client holds one core.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(WEB, "..");
const NPM = join(ROOT, "npm");

/** `ecd-wasm/core` → `../core.js`, by the package's own exports. */
function entryFiles(outdir) {
  const { name, exports } = JSON.parse(readFileSync(join(NPM, "package.json"), "utf8"));
  return {
    name: "entry-files",
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path }) => {
        const file = exports[path.replace(name, ".")].import.default;
        return { path: relative(outdir, join(NPM, file)), external: true };
      });
      // The page shares the elements' file.
      onResolve({ filter: /^\.\/elements\.js$/ }, () => ({
        path: "./elements.js",
        external: true,
      }));
    },
  };
}

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

/** Names, versions and licences of all packages that the scripts contain. */
function notices(inputs) {
  const files = inputs
    .filter((file) => file.includes("node_modules/"))
    .map((file) => resolve(ROOT, file));
  const parts = [...new Set(files.map(packageFolder))].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return `elements.js contains these packages:\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

/** Writes `outdir`. The package's entries stand in npm/dist by then. */
export async function buildConsole(outdir) {
  const { metafile } = await build({
    entryPoints: ["elements", "main"].map((name) => join(WEB, "src", `${name}.ts`)),
    outdir,
    format: "esm",
    bundle: true,
    // Not minified, as the rest of the package; what Lit publishes is.
    target: "es2022",
    platform: "browser",
    charset: "utf8",
    legalComments: "none",
    banner: { js: "/* Third-party notices: NOTICES.txt */" },
    absWorkingDir: ROOT,
    tsconfig: join(WEB, "tsconfig.json"),
    plugins: [entryFiles(outdir)],
    metafile: true,
    logLevel: "warning",
  });
  for (const name of ["index.html", "style.css"]) copyFileSync(join(WEB, name), join(outdir, name));
  writeFileSync(join(outdir, "NOTICES.txt"), notices(Object.keys(metafile.inputs)));
}
