// The first wall around HTML mail; the frame is the second (frame-document.ts).
import createPurifier, { type Config } from "dompurify";
import { darkenMail } from "./darken-mail.ts";
import { foldQuotes } from "./fold-quotes.ts";
import type { MailDocument, Scheme } from "./frame-document.ts";

const CONFIG: Config = {
  USE_PROFILES: { html: true },
  FORCE_BODY: true,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  FORBID_TAGS: [
    ...[
      "form",
      "input",
      "button",
      "textarea",
      "select",
      "option",
      "optgroup",
      "datalist",
      "fieldset",
      "label",
    ],
    ...["meta", "link", "base", "title", "script", "noscript", "template", "slot", "dialog", "menu"],
    ...["iframe", "frame", "frameset", "object", "embed", "applet", "portal", "svg", "math"],
    ...["audio", "video", "source", "track", "picture", "canvas", "map", "area"],
  ],
  // Of the body: a mail with a dark ground has light letters.
  ADD_ATTR: ["text", "link"],
  FORBID_ATTR: ["srcdoc", "ping", "autofocus", "contenteditable", "tabindex", "accesskey", "usemap", "name"],
  // Also what is no address at all: DOMPurify judges the values of most attributes by this, width="600" too. Addresses are
  // judged once more, below.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|data:image\/|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
};
const EMBEDDED = /^data:image\/(?:png|jpe?g|gif|webp|bmp|avif);base64,[\w+/=\s]*$/i;
const LINK = /^(?:https?|mailto|tel):/i;
const STYLE_URL = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)/gi;

export interface SanitiseOptions {
  /** data: URLs by Content-ID. */
  readonly inlineImages: ReadonlyMap<string, string>;
  /** data: URLs by the address that stands in the mail. */
  readonly remoteImages: ReadonlyMap<string, string>;
  /** What unfolds the mail before, where it is quoted. */
  readonly showQuoted: string;
  /** The reader's. */
  readonly scheme: Scheme;
}

export interface SanitisedHtml extends MailDocument {
  /** Addresses of pictures elsewhere, as they stand in the mail. */
  readonly remote: readonly string[];
}

export function sanitiseHtml(html: string, options: SanitiseOptions): SanitisedHtml {
  const purifier = createPurifier(window);
  const remote = new Set<string>();
  /** The picture itself; null: there is none that may be shown. */
  const address = (value: string): string | null => {
    const text = value.trim();
    if (/^cid:/i.test(text)) return options.inlineImages.get(contentId(text)) ?? null;
    if (EMBEDDED.test(text)) return text;
    if (!/^(?:https?:)?\/\//i.test(text)) return null;
    remote.add(text);
    return options.remoteImages.get(text) ?? null;
  };
  const style = (css: string): string =>
    css
      .replace(/@import\b[^;]*(?:;|$)/gi, "")
      .replace(STYLE_URL, (_, double?: string, single?: string, bare?: string) => {
        const found = address(double ?? single ?? bare ?? "");
        return found === null ? "none" : `url("${found.replace(/["\\\n]/g, encodeURIComponent)}")`;
      });

  purifier.addHook("uponSanitizeElement", (node) => {
    if (node.nodeName === "STYLE" && node.textContent !== null) node.textContent = style(node.textContent);
  });
  purifier.addHook("afterSanitizeAttributes", (element) => {
    for (const name of ["src", "background", "poster"]) {
      const value = element.getAttribute(name);
      if (value === null) continue;
      const found = address(value);
      if (found === null) element.removeAttribute(name);
      else element.setAttribute(name, found);
    }
    if (element.hasAttribute("srcset")) {
      // `src` says the same; two rules for one thing are one too many.
      element.removeAttribute("srcset");
    }
    const css = element.getAttribute("style");
    if (css !== null) element.setAttribute("style", style(css));
    mendLink(element);
  });
  const body = purifier.sanitize(html, { ...CONFIG, RETURN_DOM: true }) as HTMLElement | null;
  // Of a frameset nothing is left, not even a body.
  if (body === null) return { html: "", scheme: options.scheme, remote: [...remote] };
  foldQuotes(body, options.showQuoted);
  const scheme = options.scheme === "dark" && darkenMail(body) ? "dark" : "light";
  return { html: body.hasAttributes() ? body.outerHTML : body.innerHTML, scheme, remote: [...remote] };
}

/** Links open a new tab that knows nothing of this one, and show where they lead. */
function mendLink(element: Element): void {
  const href = element.getAttribute("href");
  if (href === null) return;
  element.removeAttribute("target");
  if (element.nodeName !== "A") element.removeAttribute("href");
  else if (href.startsWith("#")) return;
  else {
    const url = URL.parse(href.trim().replace(/^\/\//, "https://"));
    if (url === null || !LINK.test(url.protocol)) {
      element.removeAttribute("href");
      return;
    }
    element.setAttribute("href", url.href);
    element.setAttribute("target", "_blank");
    element.setAttribute("rel", "noopener noreferrer");
    // As parsed: a name in other scripts shows as punycode.
    element.setAttribute("title", url.href);
  }
}

export function contentId(url: string): string {
  const id = url.trim().slice("cid:".length);
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
