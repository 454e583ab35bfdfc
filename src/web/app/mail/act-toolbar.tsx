import { Tooltip } from "@mantine/core";
import { Icon, type IconName } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { keyLabel, keyOf } from "./act-keys.ts";
import { type ActName, actsFor, type Target } from "./acts.ts";

const ICONS: Readonly<Record<ActName, IconName>> = {
  archive: "archive",
  delete: "deleted",
  erase: "deleted",
  junk: "junk",
  notJunk: "inbox",
  move: "move",
  read: "read",
  unread: "unread",
  flag: "flag",
  unflag: "flag",
};

/** What can be done with the messages, as buttons: each with its name, and its key in the tooltip. */
export function ActToolbar(props: {
  readonly label: string;
  readonly target: Target;
  readonly onAct: (name: ActName) => void;
}) {
  const t = useTexts();
  return (
    <div className="act-toolbar" role="toolbar" aria-label={props.label}>
      {actsFor(props.target).map((name) => (
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
            onClick={() => props.onAct(name)}
          >
            <Icon name={ICONS[name]} />
            <span className="act-name" aria-hidden="true">
              {t.act.names[name]}
            </span>
          </button>
        </Tooltip>
      ))}
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
