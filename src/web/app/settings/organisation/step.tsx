import type { ReactNode } from "react";

export function Step(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel" aria-label={props.title}>
      <div className="panel-head">
        <h2>{props.title}</h2>
      </div>
      <div className="panel-body">{props.children}</div>
    </section>
  );
}
