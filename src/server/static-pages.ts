// The built pages of src/web: files with a hash in their name for ever, everything else is the one page.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Env, Hono } from "hono";
import { compress } from "hono/compress";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Unless it is refused ("br;q=0"). Scripts and styles were compressed when they were built (vite.config.ts). */
const BROTLI = /(?:^|[\s,])br(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))\s*(?:[;,]|$)/i;

/** How an admin registers Twinbox at a sign-in service: the pages of docs/connecting, as they stand there. */
export function registerGuides(app: Hono<Env>, folder: string): void {
  for (const name of ["microsoft.md", "google.md"]) {
    app.get(`/guides/${name}`, compress(), async (context) => {
      const guide = await readFile(path.join(folder, name), "utf8");
      return context.text(guide, 200, { "cache-control": "no-cache" });
    });
  }
}

export function registerPages(app: Hono<Env>, folder: string): void {
  app.get("*", compress(), async (context) => {
    const asked = decoded(context.req.path);
    if (asked === null) return context.text("Not found", 404);
    const wanted = path.join(folder, path.normalize(asked));
    const ending = path.extname(wanted);
    const inside = wanted.startsWith(folder + path.sep);
    if (ending !== "" && inside) {
      const type = TYPES[ending];
      if (type === undefined) return context.text("Not found", 404);
      const headers = {
        "content-type": type,
        "cache-control": context.req.path.startsWith("/assets/")
          ? "public, max-age=31536000, immutable"
          : "no-cache",
      };
      const takesBrotli = BROTLI.test(context.req.header("accept-encoding") ?? "");
      const packed = takesBrotli ? await readFile(`${wanted}.br`).catch(() => null) : null;
      if (packed !== null) {
        const more = { "content-encoding": "br", vary: "Accept-Encoding" };
        return context.body(new Uint8Array(packed), 200, { ...headers, ...more });
      }
      const bytes = await readFile(wanted).catch(() => null);
      if (bytes === null) return context.text("Not found", 404);
      return context.body(new Uint8Array(bytes), 200, headers);
    }
    const page = await readFile(path.join(folder, "index.html"), "utf8").catch(() => null);
    if (page === null) return context.text("The pages haven't been built. Run the README's command.", 503);
    return context.html(page, 200, { "cache-control": "no-cache" });
  });
}

/** Null for what is no text once its percent signs are taken for what they stand for. */
function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
