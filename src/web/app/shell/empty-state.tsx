import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={props.icon} size={28} />
      </span>
      <p className="empty-title">{props.title}</p>
      {props.children !== undefined && <p className="dim">{props.children}</p>}
      {props.action}
    </div>
  );
}
