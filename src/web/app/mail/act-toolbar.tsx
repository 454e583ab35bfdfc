import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon, type IconName } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { ACT_ICONS } from "./act-icons.ts";
import { keyLabel, keyOf, LINK_KEY } from "./act-keys.ts";
import { ActMenu } from "./act-menu.tsx";
import { type ActName, actsFor, type Target } from "./acts.ts";

/** What can be done with the messages, as buttons: each with its name, and its key in the tooltip. */
export function ActToolbar(props: {
  readonly label: string;
  readonly target: Target;
  readonly onAct: (name: ActName) => void;
  /** How many of them a phone has room for; the others are in a menu there. */
  readonly onPhone?: number | undefined;
  /** Further buttons. */
  readonly children?: ReactNode;
}) {
  const t = useTexts();
  const acts = actsFor(props.target);
  const folded = acts.slice(props.onPhone ?? acts.length);
  return (
    <div className="act-toolbar" role="toolbar" aria-label={props.label}>
      {acts.map((name) => (
        // A button that turns into its opposite stays the same button, and keeps the focus.
        <ToolButton
          key={SLOTS[name]}
          icon={ACT_ICONS[name]}
          label={t.act.names[name]}
          shortcut={keyLabel(name)}
          keys={keyOf(name)}
          act={name}
          folded={folded.includes(name)}
          onPress={() => props.onAct(name)}
        />
      ))}
      {folded.length > 0 && <ActMenu acts={folded} onAct={props.onAct} />}
      {props.children}
    </div>
  );
}

/** Puts messages on a record. */
export function LinkButton({ onPress }: { readonly onPress: () => void }) {
  const t = useTexts();
  const { link } = t.act.keys;
  return <ToolButton icon="link" label={link} shortcut={LINK_KEY} keys={LINK_KEY} onPress={onPress} />;
}

function ToolButton(props: {
  readonly icon: IconName;
  readonly label: string;
  /** As people read it. */
  readonly shortcut: string;
  /** As ARIA writes them. */
  readonly keys: string;
  readonly act?: ActName;
  /** On a phone it is in the menu. */
  readonly folded?: boolean;
  readonly onPress: () => void;
}) {
  const { label } = props;
  return (
    <Tooltip
      label={`${label} (${props.shortcut})`}
      openDelay={400}
      events={{ hover: true, focus: true, touch: false }}
    >
      <button
        type="button"
        className="act-button"
        aria-label={label}
        aria-keyshortcuts={props.keys}
        data-act={props.act}
        data-folded={props.folded || undefined}
        onClick={props.onPress}
      >
        <Icon name={props.icon} />
        <span className="act-name" aria-hidden="true">
          {label}
        </span>
      </button>
    </Tooltip>
  );
}

const SLOTS: Readonly<Record<ActName, string>> = {
  archive: "archive",
  delete: "delete",
  erase: "delete",
  junk: "junk",
  notJunk: "junk",
  move: "move",
  read: "read",
  unread: "read",
  flag: "flag",
  unflag: "flag",
};
