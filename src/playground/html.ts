// HTML by template literals: everything put in is escaped, unless it is HTML itself.

const markup: unique symbol = Symbol("html");

export interface Html {
  readonly [markup]: string;
}

type Value = string | number | Html | readonly (string | Html)[];

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { [markup]: strings.reduce((text, part, i) => text + render(values[i - 1] ?? "") + part) };
}

export function textOf(value: Html): string {
  return value[markup];
}

function render(value: Value): string {
  if (typeof value === "object" && markup in value) return value[markup];
  if (Array.isArray(value)) return value.map((each: string | Html) => render(each)).join("");
  return String(value).replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c] ?? c,
  );
}

const STYLE = `
:root{color-scheme:light dark;--fg:#1b1f27;--dim:#5c6370;--bg:#eef1f5;--card:#fff;--line:#d5dae2;--accent:#0b6a5b;--on:#fff;--error:#a4262c}
@media(prefers-color-scheme:dark){:root{--fg:#e9ecf1;--dim:#a7afbd;--bg:#13171c;--card:#1c2229;--line:#36404c;--accent:#5fd0bb;--on:#06231e;--error:#ff9aa0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
.card{width:min(27rem,calc(100vw - 2rem));margin:12vh auto 2rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
.brand{display:flex;gap:.5rem;align-items:center;font-weight:600;color:var(--dim);margin-bottom:1.25rem}
.brand i{width:1.1rem;height:1.1rem;border-radius:4px;background:linear-gradient(135deg,#0b6a5b,#5fd0bb)}
h1{font-size:1.4rem;margin:0 0 .5rem}.dim{color:var(--dim)}.error{color:var(--error)}
p,li{overflow-wrap:anywhere}.stack{display:grid;gap:.6rem;margin-top:1rem}.row{display:flex;gap:.6rem;justify-content:flex-end;margin-top:1rem}
button,input,select,textarea{font:inherit;color:inherit}
button{padding:.5rem 1rem;border:1px solid var(--line);border-radius:7px;background:transparent;cursor:pointer;white-space:nowrap}button:hover{border-color:var(--accent)}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:600}
button.quiet{border-color:transparent;color:var(--dim)}
button.account{display:flex;gap:.8rem;align-items:center;text-align:left;padding:.7rem;white-space:normal}
.avatar{display:grid;place-items:center;width:2.3rem;height:2.3rem;border-radius:50%;background:var(--bg);font-weight:600;flex:none}
input,select,textarea{width:100%;padding:.5rem;border:1px solid var(--line);border-radius:7px;background:var(--bg)}
label{display:grid;gap:.25rem}.check{display:flex;gap:.5rem;align-items:center}.check input{width:auto;flex:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:480px){.card{margin-top:1rem;padding:1.5rem}}
`;

/** A small page with one card. */
export function page(title: string, body: Html, brand = "Playground 365"): string {
  return frame(
    title,
    html`<main class="card"><div class="brand"><i></i>${brand}</div><h1>${title}</h1>${body}</main>`,
  );
}

export function frame(title: string, body: Html, style = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${render(title)} – Playground 365</title><style>${STYLE}${style}</style></head><body>${textOf(body)}</body></html>`;
}
