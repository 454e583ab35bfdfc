import type { ReactNode } from "react";
import { Icon } from "../shell/icon.tsx";

export function Notice(props: {
  readonly kind: "info" | "warning" | "good";
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const icon = { info: "info", warning: "alert", good: "check" } as const;
  return (
    <div className="panel-notice" data-kind={props.kind}>
      <Icon name={icon[props.kind]} size={20} />
      <div className="panel-notice-body">
        {props.title !== undefined && <p className="panel-notice-title">{props.title}</p>}
        {typeof props.children === "string" ? <p className="flush">{props.children}</p> : props.children}
      </div>
      {props.action !== undefined && props.action !== false && (
        <div className="panel-notice-action">{props.action}</div>
      )}
    </div>
  );
}
