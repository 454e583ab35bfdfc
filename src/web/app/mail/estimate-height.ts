// How high an HTML mail will be, roughly: the frame that shows it may run nothing and belongs to nobody, so that nobody can
// measure it (frame-document.ts). Good enough that a short answer leaves no empty screen; what is higher than thought scrolls.

const LINE = 23;
const CHARACTER = 7.6;
const PARAGRAPH = 15;
/** A picture that says nothing of its size. */
const PICTURE = 160;
const PICTURE_MISSING = 24;
const QUOTE_CLOSED = 45;
/** Of the frame's document, above and below. */
const MARGINS = 40;
/** So much is high in any case. */
const LENGTH_MAX = 100_000;

const INLINE =
  /^(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var)$/;
const SPACED = /^(?:p|ul|ol|dl|blockquote|pre|h[1-6]|table)$/;
const NOTHING = /^(?:style|script|title|meta|link|head|template)$/;

/** Pixels, `heightMax` at most. `width`: of the text, pixels. */
export function estimatedHeight(html: string, width: number, heightMax: number): number {
  if (html.length > LENGTH_MAX) return heightMax;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const column = new Column(Math.max(80, width), heightMax);
  column.addAll(body);
  return Math.min(heightMax, Math.ceil(column.end()) + MARGINS);
}

class Column {
  readonly #width: number;
  readonly #heightMax: number;
  #height = 0;
  /** Of the line that is being filled; null: none is begun. */
  #filled: number | null = null;

  constructor(width: number, heightMax: number) {
    this.#width = width;
    this.#heightMax = heightMax;
  }

  addAll({ childNodes }: Node): void {
    for (const child of childNodes) {
      if (this.#height > this.#heightMax) return;
      if (child instanceof Text) this.#addText(child.data);
      else if (child instanceof Element) this.#add(child);
    }
  }

  end(): number {
    this.#endLine();
    return this.#height;
  }

  #addText(text: string): void {
    const shown = text.replace(/[ \t\r\n]+/g, " ");
    if (shown === "" || (shown === " " && this.#filled === null)) return;
    this.#filled = (this.#filled ?? 0) + shown.length * CHARACTER;
  }

  #endLine(): void {
    if (this.#filled === null) return;
    this.#height += Math.max(1, Math.ceil(this.#filled / this.#width)) * LINE;
    this.#filled = null;
  }

  #add(element: Element): void {
    const name = element.localName;
    if (NOTHING.test(name) || isHidden(element)) return;
    if (INLINE.test(name)) this.addAll(element);
    else if (name === "img") this.#addPicture(element);
    else if (name === "br") {
      this.#filled ??= 0;
      this.#endLine();
    } else {
      this.#endLine();
      this.#height += (SPACED.test(name) ? PARAGRAPH : 0) + this.#blockHeight(element, name);
    }
  }

  #blockHeight(element: Element, name: string): number {
    if (name === "details") return QUOTE_CLOSED;
    if (name === "hr") return LINE;
    if (name === "tr") {
      const cells = [...element.children];
      return Math.max(0, ...cells.map((cell) => this.#heightIn(cell, this.#width / cells.length)));
    }
    const lines = name === "pre" ? (element.textContent?.split("\n").length ?? 0) * LINE : 0;
    return Math.max(lines, this.#heightIn(element, this.#width));
  }

  #heightIn(element: Element, width: number): number {
    const inner = new Column(Math.max(80, width), this.#heightMax);
    inner.addAll(element);
    return inner.end();
  }

  #addPicture(element: Element): void {
    const [width, height] = [pixels(element, "width"), pixels(element, "height")];
    const scale = width === null ? 1 : Math.min(1, this.#width / width);
    const shown = (height ?? (element.hasAttribute("src") ? PICTURE : PICTURE_MISSING)) * scale;
    // A small one stands in the line.
    if (shown <= LINE) this.#filled = (this.#filled ?? 0) + (width ?? LINE);
    else this.#height += shown;
  }
}

function isHidden(element: Element): boolean {
  return /display:\s*none/i.test(element.getAttribute("style") ?? "");
}

function pixels(element: Element, side: "width" | "height"): number | null {
  const style = new RegExp(`(?:^|;)\\s*${side}:\\s*([\\d.]+)px`, "i").exec(
    element.getAttribute("style") ?? "",
  );
  const said = Number(style?.[1] ?? element.getAttribute(side) ?? Number.NaN);
  return Number.isFinite(said) ? said : null;
}
