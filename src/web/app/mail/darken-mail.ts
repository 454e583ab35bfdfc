// HTML mail for somebody who reads in the dark. Most of it is words on no paper at all: these are shown light on dark, each
// colour as light as it takes to read it. What has paper of its own was designed, and stays as it is.

/** Of text, in oklch: that contrasts with the frame's dark ground (frame-document.ts) by more than 4.5 to 1. */
const LIGHTNESS_MIN = 0.82;
/** A channel from which on a ground is the white of the paper. */
const WHITE_MIN = 243;
const PAPERS = [
  "",
  "none",
  "white",
  "transparent",
  "window",
  "canvas",
  "inherit",
  "initial",
  "unset",
  "revert",
];
/** Colours that follow the scheme by themselves, or what stands around. */
const FOLLOWING = [
  "",
  "inherit",
  "initial",
  "unset",
  "revert",
  "revert-layer",
  "currentcolor",
  "windowtext",
  "canvastext",
];
/** More is hardly a letter, and would be long to look through. */
const ELEMENTS_MAX = 20_000;

/** Changes a mail that was sanitised; false, and nothing is changed, where it has paper of its own. */
export function darkenMail(body: HTMLElement): boolean {
  const elements = [
    body,
    ...body.querySelectorAll<HTMLElement>("[style],[bgcolor],[background],[color],style"),
  ];
  if (elements.length > ELEMENTS_MAX) return false;
  const sheets = new Map<HTMLElement, CSSStyleSheet>();
  for (const element of elements) {
    if (element.nodeName !== "STYLE") continue;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(element.textContent ?? "");
    sheets.set(element, sheet);
  }
  const rules = [...sheets.values()].map((sheet) => styleRules(sheet.cssRules));
  if (rules.includes(null)) return false;
  const styles = [...rules.flatMap((some) => some ?? []), ...elements.map(({ style }) => style)];
  if (styles.some(hasPaper) || elements.some(hasPaperByAttribute)) return false;
  for (const style of styles) lighten(style);
  for (const element of elements) lightenAttributes(element);
  for (const [element, sheet] of sheets) {
    element.textContent = Array.from(sheet.cssRules, ({ cssText }) => cssText).join("\n");
  }
  return true;
}

/** Null: the mail has a design for the dark itself, which follows the system and not this page. */
function styleRules(rules: CSSRuleList): readonly CSSStyleDeclaration[] | null {
  const found: CSSStyleDeclaration[] = [];
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme")) return null;
    if (rule instanceof CSSStyleRule) found.push(rule.style);
    if (rule instanceof CSSGroupingRule) {
      const inner = styleRules(rule.cssRules);
      if (inner === null) return null;
      found.push(...inner);
    }
  }
  return found;
}

function hasPaper(style: CSSStyleDeclaration): boolean {
  if (!PAPERS.includes(style.backgroundImage)) return true;
  // With a variable in it nobody knows what it is.
  if (style.backgroundColor === "" && style.background !== "") return true;
  return !isWhite(style.backgroundColor);
}

function hasPaperByAttribute(element: HTMLElement): boolean {
  if (element.hasAttribute("background")) return true;
  const ground = element.getAttribute("bgcolor");
  return ground !== null && !isWhite(colourOf(ground));
}

function isWhite(colour: string): boolean {
  if (PAPERS.includes(colour.toLowerCase())) return true;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (/^rgba?\((.*)\)$/.exec(colour)?.[1] ?? "")
    .split(/[,/ ]+/)
    .map(Number);
  return alpha === 0 || Math.min(red, green, blue) >= WHITE_MIN;
}

/** Of an attribute, as it stands in a style; what can't be read is no white. */
function colourOf(attribute: string): string {
  const probe = document.createElement("i").style;
  const text = attribute.trim();
  probe.color = text;
  if (probe.color === "") probe.color = `#${text}`;
  return probe.color === "" ? "unknown" : probe.color;
}

function lighten(style: CSSStyleDeclaration): void {
  for (const name of ["background-color", "background"]) style.removeProperty(name);
  const { color } = style;
  if (FOLLOWING.includes(color.toLowerCase()) || color.includes("var(")) return;
  style.setProperty("color", readable(color), style.getPropertyPriority("color"));
}

function lightenAttributes(element: HTMLElement): void {
  const color = element.getAttribute("color") ?? element.getAttribute("text");
  if (color !== null && element.style.color === "") element.style.color = readable(colourOf(color));
  for (const name of ["bgcolor", "color", "text", "link", "vlink", "alink"]) element.removeAttribute(name);
}

/** Of the same hue (CSS Color 5, relative colours). */
function readable(colour: string): string {
  return `oklch(from ${colour} max(l, ${LIGHTNESS_MIN}) c h)`;
}
