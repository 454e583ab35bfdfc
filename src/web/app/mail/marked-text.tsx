import { Fragment } from "react";
import { plainName } from "./people.ts";

interface Range {
  readonly start: number;
  readonly length: number;
}

/** A text with the words that were searched for marked. The ranges are of the text as it came: where what only deceives had
 *  to be taken out of it, it is shown without marks. */
export function MarkedText({
  text,
  marks = [],
}: {
  readonly text: string;
  readonly marks?: readonly Range[] | undefined;
}) {
  const plain = plainName(text);
  if (plain !== text || marks.length === 0) return plain;
  const pieces = marks.map(({ start, length }, index) => {
    const before = marks[index - 1];
    const from = before === undefined ? 0 : before.start + before.length;
    return (
      <Fragment key={start}>
        {text.slice(from, start)}
        <mark>{text.slice(start, start + length)}</mark>
      </Fragment>
    );
  });
  const last = marks.at(-1);
  return (
    <>
      {pieces}
      {text.slice(last === undefined ? 0 : last.start + last.length)}
    </>
  );
}
