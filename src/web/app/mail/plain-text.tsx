import { useMemo } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { linkify, type Piece } from "./linkify.ts";

/** Beyond this a browser gets slow; the source has the rest. */
const CHARACTERS_MAX = 300_000;

export function PlainText({ text }: { readonly text: string }) {
  const t = useTexts();
  const cut = text.length > CHARACTERS_MAX;
  const blocks = useMemo(() => quoteBlocks(cut ? text.slice(0, CHARACTERS_MAX) : text), [text, cut]);
  return (
    // A long text scrolls in here, so that the keyboard must be able to get here.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section className="plain-text" tabIndex={0} aria-label={t.mail.body}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text doesn't change.
        <div key={index} className={block.quoted ? "quoted" : undefined} dir="auto">
          <Pieces pieces={linkify(block.text)} />
        </div>
      ))}
      {cut && <p className="dim">{t.mail.cut}</p>}
    </section>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map((piece, index) =>
    piece.href === null ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text doesn't change.
      <a key={index} href={piece.href} title={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    ),
  );
}

/** Lines that quote an earlier mail, apart from those that don't. */
function quoteBlocks(text: string): readonly { readonly quoted: boolean; readonly text: string }[] {
  const blocks: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const quoted = line.startsWith(">");
    const last = blocks.at(-1);
    if (last?.quoted === quoted) last.lines.push(line);
    else blocks.push({ quoted, lines: [line] });
  }
  return blocks.map(({ quoted, lines }) => ({ quoted, text: lines.join("\n") }));
}
