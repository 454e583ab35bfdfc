import { Tooltip } from "@mantine/core";
import { Icon, type IconName } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { AnswerKind } from "./written.ts";

const ANSWERS: readonly { readonly kind: AnswerKind; readonly icon: IconName; readonly keys: string }[] = [
  { kind: "reply", icon: "reply", keys: "r" },
  { kind: "replyAll", icon: "replyAll", keys: "a" },
  { kind: "forward", icon: "forward", keys: "f" },
];

/** Beside the acts on the open message: a draft is edited, everything else is answered. */
export function AnswerButtons(props: {
  readonly isDraft: boolean;
  readonly onAnswer: (kind: AnswerKind) => void;
  readonly onEdit: () => void;
}) {
  const t = useTexts();
  if (props.isDraft) return <AnswerButton label={t.compose.edit} icon="pencil" onPress={props.onEdit} />;
  return ANSWERS.map(({ kind, icon, keys }) => (
    <AnswerButton
      key={kind}
      label={t.compose[kind]}
      icon={icon}
      keys={keys}
      onPress={() => props.onAnswer(kind)}
    />
  ));
}

function AnswerButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly onPress: () => void;
}) {
  const { label, icon, keys, onPress } = props;
  return (
    <Tooltip
      label={keys === undefined ? label : `${label} (${keys})`}
      openDelay={400}
      events={{ hover: true, focus: true, touch: false }}
    >
      <button
        type="button"
        className="act-button"
        aria-label={label}
        aria-keyshortcuts={keys}
        onClick={onPress}
      >
        <Icon name={icon} />
        <span className="act-name" aria-hidden="true">
          {label}
        </span>
      </button>
    </Tooltip>
  );
}
