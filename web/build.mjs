// Builds the files that the program embeds: style sheets, scripts, fonts and icons, each named by its content.
// The result is committed, so that `go build` needs no Node; running it again must not change a byte.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(fileURLToPath(import.meta.url)); // import.meta.dirname needs Node 20, and Debian 12 has 18
const out = path.join(root, "../internal/web/ui/dist");
const modules = path.join(root, "node_modules");
const krds = path.join(modules, "krds-uiux/resources");

// KRDS ships 1,100 custom properties; only those that our style sheets use, directly or through others, are kept.
function usedTokens() {
  const value = new Map();
  const text = readFileSync(path.join(krds, "css/token/krds_tokens.css"), "utf8");
  for (const [, name, v] of text.matchAll(/(--krds-[\w-]+)\s*:\s*([^;]+);/g)) value.set(name, v.trim());
  const used = new Set();
  const use = (css) => {
    for (const [, name] of css.matchAll(/var\((--krds-[\w-]+)/g)) {
      if (used.has(name)) continue;
      if (!value.has(name)) throw new Error(`no such KRDS token: ${name}`);
      used.add(name);
      use(value.get(name));
    }
  };
  use(theme());
  const dir = path.join(root, "src/css");
  for (const file of readdirSync(dir).sort()) use(readFileSync(path.join(dir, file), "utf8"));
  const lines = [...value].filter(([name]) => used.has(name)).map(([name, v]) => `${name}:${v};`);
  return `:root{${lines.join("")}}`;
}

// The roles of colours, once for the light screen and once for the high-contrast one, which is dark in KRDS. A visitor
// who has chosen nothing gets what the computer asks for.
function theme() {
  const roles = Object.entries(JSON.parse(readFileSync(path.join(root, "src/theme.json"), "utf8")));
  const block = (mode) => roles.map(([role, token]) => `--${role}:var(--krds-${mode}-${token});`).join("");
  return `:root{color-scheme:light;${block("light")}}
:root[data-theme=contrast]{color-scheme:dark;${block("high-contrast")}}
@media (prefers-color-scheme:dark),(prefers-contrast:more){:root[data-theme=auto]{color-scheme:dark;${block("high-contrast")}}}`;
}

const tokens = {
  name: "krds",
  setup(b) {
    b.onResolve({ filter: /^krds-(tokens|theme)$/ }, ({ path }) => ({ path, namespace: "krds" }));
    b.onLoad({ filter: /.*/, namespace: "krds" }, ({ path }) => ({
      contents: path === "krds-theme" ? theme() : usedTokens(),
      loader: "css",
    }));
  },
};

// One sprite from the icons in use. KRDS paints them in fixed greys; here they take the colour of the text.
function sprite() {
  const symbols = JSON.parse(readFileSync(path.join(root, "src/icons.json"), "utf8")).map(({ name, file }) => {
    const svg = readFileSync(path.join(krds, "img/component/icon", file), "utf8");
    const box = svg.match(/viewBox="([^"]+)"/)[1];
    const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>[\s\S]*$/, "")
      .replace(/(fill|stroke)="#[0-9A-Fa-f]{3,8}"/g, '$1="currentColor"').replace(/ id="[^"]*"/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="${box}" fill="none">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const result = await build({
  absWorkingDir: root,
  entryPoints: { app: "src/js/app.js", live: "src/js/live.js", style: "src/css/style.css" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome87", "firefox91", "safari15"],
  charset: "utf8",
  legalComments: "none",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  plugins: [tokens],
  metafile: true,
});

const manifest = {};
for (const [file, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  const source = path.basename(entryPoint ?? Object.keys(inputs)[0]);
  manifest[source] = name;
}

function place(logical, content) {
  const { name, ext } = path.parse(logical);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  manifest[logical] = `${name}-${hash}${ext}`;
  writeFileSync(path.join(out, manifest[logical]), content);
}
place("icons.svg", sprite());
place("favicon.svg", readFileSync(path.join(root, "src/favicon.svg")));

const ordered = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path.join(out, "manifest.json"), JSON.stringify(ordered, null, 2) + "\n");
copyFileSync(path.join(modules, "pretendard-gov/dist/LICENSE.txt"), path.join(out, "PretendardGOV-LICENSE.txt"));

// The accessibility checker is used unchanged, by the browser tests only.
const axe = path.join(root, "../test/browser/axe");
mkdirSync(axe, { recursive: true });
copyFileSync(path.join(modules, "axe-core/axe.min.js"), path.join(axe, "axe.min.js"));
copyFileSync(path.join(modules, "axe-core/LICENSE"), path.join(axe, "LICENSE"));
