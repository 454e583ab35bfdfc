// Takes the place of the search while messages are chosen: how many, what can be done with them, and the way out.
import { ActionIcon } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { ActToolbar, LinkButton } from "./act-toolbar.tsx";
import { type ActName, ALL_MAX, type Target } from "./acts.ts";

export function SelectionBar(props: {
  readonly target: Target | null;
  /** Rows of the list. */
  readonly total: number;
  /** What they stand for. */
  readonly messages: number;
  /** The rows are conversations. */
  readonly grouped: boolean;
  readonly onAct: (name: ActName, target: Target) => void;
  /** Null where nothing can be linked. */
  readonly onLink: ((target: Target) => void) | null;
  readonly onAll: () => void;
  readonly onClear: () => void;
}) {
  const t = useTexts();
  const { target, total, grouped, onLink } = props;
  const all = target?.ids === "all";
  const rows = all ? total : (target?.ids.length ?? 0);
  const more = target?.searched !== true && props.messages <= ALL_MAX && total > rows;
  const named = grouped && target !== null ? t.conversations : t.act;
  const counted = all ? named.allSelected(rows, target.count) : named.selected(rows, target?.count ?? 0);
  return (
    <>
      <div className="selection-head">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t.act.clearSelection}
          onClick={props.onClear}
        >
          <Icon name="close" />
        </ActionIcon>
        <strong role="status" aria-live="polite">
          {counted}
        </strong>
        {more && (
          <button type="button" className="text-button small" onClick={props.onAll}>
            {t.act.selectAll(total)}
          </button>
        )}
      </div>
      <div className="selection-tools">
        {target !== null && (
          <ActToolbar
            label={t.act.selectionToolbar}
            target={target}
            onAct={(name) => props.onAct(name, target)}
          >
            {onLink !== null && <LinkButton onPress={() => onLink(target)} />}
          </ActToolbar>
        )}
      </div>
    </>
  );
}
