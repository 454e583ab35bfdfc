import { Tooltip } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { ACT_ICONS } from "./act-icons.ts";
import { keyLabel, keyOf } from "./act-keys.ts";
import { ActMenu } from "./act-menu.tsx";
import { type ActName, actsFor, type Target } from "./acts.ts";

/** What can be done with the messages, as buttons: each with its name, and its key in the tooltip. */
export function ActToolbar(props: {
  readonly label: string;
  readonly target: Target;
  readonly onAct: (name: ActName) => void;
  /** How many of them a phone has room for; the others are in a menu there. */
  readonly onPhone?: number | undefined;
}) {
  const t = useTexts();
  const acts = actsFor(props.target);
  const folded = acts.slice(props.onPhone ?? acts.length);
  return (
    <div className="act-toolbar" role="toolbar" aria-label={props.label}>
      {acts.map((name) => (
        // A button that turns into its opposite stays the same button, and keeps the focus.
        <Tooltip
          key={SLOTS[name]}
          label={`${t.act.names[name]} (${keyLabel(name)})`}
          openDelay={400}
          events={{ hover: true, focus: true, touch: false }}
        >
          <button
            type="button"
            className="act-button"
            aria-label={t.act.names[name]}
            aria-keyshortcuts={keyOf(name)}
            data-act={name}
            data-folded={folded.includes(name) || undefined}
            onClick={() => props.onAct(name)}
          >
            <Icon name={ACT_ICONS[name]} />
            <span className="act-name" aria-hidden="true">
              {t.act.names[name]}
            </span>
          </button>
        </Tooltip>
      ))}
      {folded.length > 0 && <ActMenu acts={folded} onAct={props.onAct} />}
    </div>
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
