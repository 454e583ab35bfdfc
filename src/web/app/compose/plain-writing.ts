// From formatted to plain text and back, for whoever changes between them while writing.

const BLOCKS = new Set("P DIV UL OL LI BLOCKQUOTE PRE H1 H2 H3 HR TR".split(" "));

/** The text of HTML that the editor made: lines, lists, quotations. Nothing of it runs or loads: the document is inert. */
export function plainOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const lines: string[] = [];
  let line = "";
  const end = (always: boolean): void => {
    if (always || line.trim() !== "") lines.push(line.trimEnd());
    line = "";
  };
  function walk(node: Node, marks: string): void {
    if (node.nodeType === Node.TEXT_NODE) {
      if (line === "") line = marks;
      line += (node.textContent ?? "").replace(/\s+/g, " ");
      return;
    }
    if (!(node instanceof Element)) return;
    if (node.tagName === "BR") end(true);
    else if (node.tagName === "A") link(node, marks);
    else element(node, marks);
  }
  function element(node: Element, marks: string): void {
    const isBlock = BLOCKS.has(node.tagName);
    if (isBlock) end(false);
    if (node.classList.contains("signature")) lines.push("-- ");
    const before = lines.length;
    const inner = node.tagName === "BLOCKQUOTE" ? `${marks}> ` : marks;
    if (node.tagName === "LI") line = `${marks}${itemMark(node)}`;
    for (const child of node.childNodes) walk(child, inner);
    if (!isBlock) return;
    const isEmpty = lines.length === before && (node.tagName === "P" || node.tagName === "DIV");
    end(isEmpty && node.querySelector("*") === null);
  }
  function link(node: Element, marks: string): void {
    const href = node.getAttribute("href") ?? "";
    const text = node.textContent ?? "";
    if (line === "") line = marks;
    line += text === href || href === `mailto:${text}` || href === "" ? text : `${text} <${href}>`;
  }
  for (const child of body.childNodes) walk(child, "");
  end(false);
  return lines.join("\n");
}

function itemMark(item: Element): string {
  const list = item.parentElement;
  if (list?.tagName !== "OL") return "- ";
  return `${[...list.children].indexOf(item) + 1}. `;
}

export function htmlOfPlain(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const span = document.createElement("div");
      span.textContent = line;
      return span.outerHTML;
    })
    .join("");
}

/** As the editor takes it: a line that another mail program, or ours, filled with a break is an empty one. */
export function editable(html: string): string {
  return html.replace(/<(div|p)>\s*<br\s*\/?>\s*<\/\1>/gi, "<p></p>");
}
