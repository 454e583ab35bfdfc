import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

const root = path.dirname(fileURLToPath(import.meta.url));
/** What is on every page, and what is on every page and on the mail page for whoever is signed in. Who uses which of Mantine's
 *  modules isn't to be seen: all come by way of its index. */
const FIRST = ["src/web/index.html"];
const SIGNED_IN = ["src/web/app/shell/shell.tsx", "src/web/app/mail/mail-page.tsx"];

const MANTINE_FIRST =
  /@mantine\/core\/esm\/(?:core|components\/(?:Button|Loader|Skeleton|Transition|UnstyledButton))\//;
const MANTINE_SIGNED_IN =
  /@mantine\/(?:core\/esm\/components\/(?:ActionIcon|CloseButton|Input|InputBase|TextInput)\/|hooks\/esm\/use-debounced)/;
/** What knows the names of the classes in a sheet. */
const CLASSES = /@mantine\/core\/esm\/components\/.*\/(\w+)\.module\.mjs$/;
const INDEX = /@mantine\/(?:core|hooks)\/esm\/index\.mjs$/;

export default defineConfig({
  root: path.join(root, "src/web"),
  plugins: [react(), furtherStyles(), brotli()],
  build: {
    outDir: path.join(root, "dist/web"),
    emptyOutDir: true,
    target: "es2023",
    // Files, never data: URLs: the pages' policy allows no inline scripts and few inline sources.
    assetsInlineLimit: 0,
    // All browsers that know this syntax preload modules too.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkOf }] } } },
  },
});

/** What is loaded together anyhow is one chunk: many small ones are larger and take longer. All else is split by itself. */
function chunkOf(id: string, modules: Rolldown.ChunkingContext): string | null {
  const users = usersOf(id, modules);
  const hasOneOf = (places: readonly string[]) => places.some((place) => users.has(path.join(root, place)));
  if (hasOneOf(FIRST) || MANTINE_FIRST.test(id)) return "first";
  return (users.size > 1 && hasOneOf(SIGNED_IN)) || MANTINE_SIGNED_IN.test(id) ? "signed-in" : null;
}

/** The beginnings of all chunks that can't do without a module. */
function usersOf(id: string, modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const seen = new Set<string>();
  const users = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const found = modules.getModuleInfo(at);
    if (found === null || INDEX.test(at)) continue;
    if (found.isEntry || found.dynamicImporters.length > 0) users.add(at);
    open.push(...found.importers);
  }
  return users;
}

/** Whoever has one of the further components has the further sheets. */
function furtherStyles(): Plugin {
  const sheets = new Set<string>();
  return {
    name: "further-styles",
    async buildStart() {
      const source = await readFile(path.join(root, "src/web/app/further-styles.ts"), "utf8");
      for (const [, name = ""] of source.matchAll(/styles\/(\w+)\.css/g)) sheets.add(name);
    },
    transform: (code, id) => {
      const name = CLASSES.exec(id)?.[1];
      return name !== undefined && sheets.has(name) ? `import "/app/further-styles.ts";\n${code}` : undefined;
    },
  };
}

/** Beside each file that never changes what the server sends of it (src/server/static-pages.ts): compressed as hard as can be,
 *  which would take too long each time it is asked for. */
function brotli(): Plugin {
  return {
    name: "brotli",
    async writeBundle({ dir = "" }, bundle) {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css)$/.test(name));
      for (const name of names) {
        const file = path.join(dir, name);
        await writeFile(`${file}.br`, await promisify(brotliCompress)(await readFile(file)));
      }
    },
  };
}
