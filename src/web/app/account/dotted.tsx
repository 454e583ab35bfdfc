import { Fragment, type ReactNode } from "react";

/** Facts in one line with dots between them; where the line is too short it goes on below, without a dot at its end. */
export function Dotted({ parts }: { readonly parts: readonly (ReactNode | false)[] }) {
  return (
    <span className="dotted">
      <span className="dotted-line">
        {parts
          .filter((part) => part !== false)
          .map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts have a fixed order.
            <Fragment key={index}>
              <span className="dotted-part">{part}</span>{" "}
            </Fragment>
          ))}
      </span>
    </span>
  );
}
