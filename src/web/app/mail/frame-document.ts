// What the frame shows. Its policy is the wall that holds even when the sanitiser misses something: nothing runs,
// nothing is sent, nothing is loaded but styles inside the document and pictures inside it; with `remote` also
// pictures from elsewhere. The policy comes first: a meta element counts only for what follows it.
// The page's own policy applies in here as well (a srcdoc frame inherits it), so for `remote` it must let pictures
// from elsewhere through.

const STYLE = `html{color-scheme:light;background:#fff}
body{margin:16px 22px;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:#1d2433;overflow-wrap:anywhere}
img{max-width:100%}img:not([src]){background:#eef1f6;color:#5a6375;font-size:13px}a{color:#2354c7}
blockquote{margin:0 0 0 .5em;padding-left:.9em;border-left:2px solid #d9dee8}
pre{white-space:pre-wrap}`;

export function frameDocument(input: { readonly html: string; readonly remote: boolean }): string {
  const images = input.remote ? "data: https: http:" : "data:";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; form-action 'none'; base-uri 'none'`;
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta charset="utf-8"><style>${STYLE}</style></head><body>${input.html}</body></html>`;
}
