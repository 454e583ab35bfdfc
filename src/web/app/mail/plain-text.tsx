import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { linkify, type Piece } from "./linkify.ts";
import { quoteBlocks } from "./quoted-text.ts";

/** Beyond this a browser gets slow: the rest is shown when it is asked for. */
const CHARACTERS_MAX = 300_000;

export function PlainText({ text }: { readonly text: string }) {
  const t = useTexts();
  const [isWhole, showAll] = useState(false);
  const cut = !isWhole && text.length > CHARACTERS_MAX;
  const blocks = useMemo(() => quoteBlocks(cut ? text.slice(0, CHARACTERS_MAX) : text), [text, cut]);
  return (
    // A long text scrolls in here, so that the keyboard must be able to get here.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    // biome-ignore lint/a11y/useSemanticElements: a page may show several, which are no landmarks then.
    <section className="plain-text" role="group" tabIndex={0} aria-label={t.mail.body}>
      {blocks.map((block, index) => {
        const quoted = block.quoted ? "quoted" : undefined;
        return block.folded ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text doesn't change.
          <details key={index} className="quote-fold">
            <summary>{t.reading.showQuoted}</summary>
            <div className={quoted} dir="auto">
              <Pieces pieces={linkify(block.text)} />
            </div>
          </details>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text doesn't change.
          <div key={index} className={quoted} dir="auto">
            <Pieces pieces={linkify(block.text)} />
          </div>
        );
      })}
      {cut && (
        <p className="text-cut">
          <span className="dim">{t.reading.longText}</span>
          <Button size="xs" variant="default" onClick={() => showAll(true)}>
            {t.reading.showAll}
          </Button>
        </p>
      )}
    </section>
  );
}

export function Pieces({ pieces }: { readonly pieces: readonly Piece[] }) {
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
