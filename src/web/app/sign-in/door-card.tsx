import type { ReactNode } from "react";
import { Mark } from "../shell/mark.tsx";

/** The card on the pages before one is signed in. */
export function DoorCard(props: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="door">
      <div className="door-card">
        <div className="door-brand">
          <Mark size={32} />
          <span>Twinbox</span>
        </div>
        <h1>{props.title}</h1>
        {props.lead !== undefined && <p className="dim flush">{props.lead}</p>}
        {props.children}
      </div>
    </main>
  );
}
