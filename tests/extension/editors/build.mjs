// Bundles each real editor in this folder into dist/NAME.js, which adds one function: startEditor(place).
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const names = (await readdir(here)).filter((name) => name !== "build.mjs" && /\.jsx?$/.test(name));
const dist = join(here, "..", "dist");
await rm(dist, { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => join(here, name)),
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  loader: { ".css": "empty" },
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  logLevel: "error",
});
