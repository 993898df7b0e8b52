// Builds npm/dist/console from web: the elements, the page that shows them, notices of what is bundled.
//
// Both scripts import this package's entries by name, as a stranger would, and the imports are kept as
// imports of the files of npm/dist: a page that uses the elements and the client holds one core.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notices } from "../npm/scripts/notices.mjs";

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
  const contained = notices("elements.js", ROOT, Object.keys(metafile.inputs));
  writeFileSync(join(outdir, "NOTICES.txt"), contained);
}
