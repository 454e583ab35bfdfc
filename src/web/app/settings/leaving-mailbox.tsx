import "./leaving.css";
import type { ReactNode } from "react";
import type { AnswerOf } from "../../../api/operations.ts";

export type WorkspaceUser = AnswerOf<"listUsers">[number];

/** What was done, as it is told afterwards. */
export interface Receipt {
  readonly title: string;
  readonly more: string;
}

/** One mailbox that something is to be decided about. */
export function LeavingMailbox(props: {
  readonly label: string;
  readonly address: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="leaving-mailbox">
      <h3>
        {props.label}: <bdi>{props.address}</bdi>
      </h3>
      {props.children}
    </section>
  );
}
