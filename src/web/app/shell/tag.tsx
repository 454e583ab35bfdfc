import type { ReactNode } from "react";

/** A word about a thing, in a colour that passes WCAG in both schemes. */
export function Tag(props: {
  readonly tone?: "plain" | "good" | "warning" | "bad";
  readonly children: ReactNode;
}) {
  return (
    <span className="tag" data-tone={props.tone ?? "plain"}>
      {props.children}
    </span>
  );
}
