/** RFC 3676: lines that end with a space go on in the next one; `deleted`: the space itself isn't part of the text. */
export function unflow(text: string, deleted: boolean): string {
  const out: string[] = [];
  let open: { readonly depth: number; readonly parts: string[] } | null = null;
  const close = (): void => {
    if (open !== null) out.push(open.parts.join(""));
    open = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const quotes = /^>*/.exec(line)?.[0] ?? "";
    const stuffed = line.slice(quotes.length);
    const content = stuffed.startsWith(" ") ? stuffed.slice(1) : stuffed;
    const goesOn = content.endsWith(" ") && content !== "-- ";
    const shown = goesOn && deleted ? content.slice(0, -1) : content;
    const before = open as { readonly depth: number; readonly parts: string[] } | null;
    if (before?.depth === quotes.length && content !== "-- ") before.parts.push(shown);
    else {
      close();
      open = { depth: quotes.length, parts: [quotes === "" ? shown : `${quotes} ${shown}`] };
    }
    if (!goesOn) close();
  }
  close();
  return out.join("\n");
}
