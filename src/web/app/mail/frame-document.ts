// What the frame shows. Its policy is the wall that holds even when the sanitiser misses something: nothing runs, nothing
// is sent, nothing is loaded at all: styles stand in the document, and pictures too, also those from elsewhere, which the
// page has fetched from our server (remote-images.ts). The policy comes first: a meta element counts only for what
// follows it.

/** What a reader has around a mail, and what a mail can be shown in. */
export type Scheme = "light" | "dark";

export interface MailDocument {
  /** With the tag of its body where that says something: what a parser meets of it in another body is added to that one. */
  readonly html: string;
  readonly scheme: Scheme;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/** The colours are on the outermost element, so that those a mail gives its body come before them; and where it gives it a
 *  ground, that fills the frame (CSS Backgrounds 3, section 2.11.2). */
const STYLE = `html{color-scheme:light;--link:#2354c7;--line:#d9dee8;color:#1d2433}
html.light:not(:has(>body:is([bgcolor],[style*=background]))){background:#fff}
html.dark{color-scheme:dark;--link:#9db6f4;--line:#333944;background:#1a1d24;color:#d5dae4}
body{margin:16px 22px;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
img{max-width:100%}img:not([src]){background:#eef1f6;color:#5a6375;font-size:13px}:where(body:not([link])) a{color:var(--link)}
.dark img[src]{background:#fff}.dark img:not([src]){background:#2a2f39;color:#a2abbb}
blockquote{margin:0 0 0 .5em;padding-left:.9em;border-left:2px solid var(--line)}
pre{white-space:pre-wrap}
.twinbox-quote>summary{margin:12px 0;color:var(--link);font-size:13px;cursor:pointer}`;

export function frameDocument({ html, scheme }: MailDocument): string {
  return `<!doctype html><html class="${scheme}"><head><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta charset="utf-8"><style>${STYLE}</style></head><body>${html}</body></html>`;
}
