// What makes the document of an HTML mail's frame, as a script for a page of a test: with the sanitiser, and, in this build
// only, without it.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const MAIL = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../app/mail");
const ENTRY = "virtual:bundled-frame";
const SOURCE = `
  import { frameDocument } from ${JSON.stringify(path.join(MAIL, "frame-document.ts"))};
  export { estimatedHeight } from ${JSON.stringify(path.join(MAIL, "estimate-height.ts"))};
  import { sanitiseHtml } from ${JSON.stringify(path.join(MAIL, "sanitise-html.ts"))};
  const none = new Map();
  export const sanitise = (html, scheme = "light") =>
    sanitiseHtml(html, { inlineImages: none, remoteImages: none, showQuoted: "Show quoted text", scheme });
  export const walled = (html) => frameDocument(sanitise(html));
  export const darkened = (html) => frameDocument(sanitise(html, "dark"));
  export const bare = (html) => frameDocument({ html, scheme: "light" });`;

/** Defines `mailFrame` in the page: `sanitise(html)`, documents for a frame, `walled(html)`, `darkened(html)` and `bare(html)`, and
 *  `estimatedHeight`. */
export async function bundleFrame(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "bundled-frame",
        resolveId: (id) => (id.endsWith(ENTRY) ? `\0${ENTRY}` : null),
        load: (id) => (id === `\0${ENTRY}` ? SOURCE : null),
      },
    ],
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ["iife"], name: "mailFrame" } },
  });
  const [output] = [built].flat();
  if (output === undefined || !("output" in output)) throw new Error("nothing was built");
  return output.output[0].code.replace(/^var mailFrame/m, "globalThis.mailFrame");
}
