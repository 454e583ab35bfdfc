// The open message or conversation, and what can be done with it.
import { AnswerButtons } from "../compose/answer-buttons.tsx";
import type { AnswerKind } from "../compose/written.ts";
import type { Linking } from "../records/use-linking.ts";
import { useTexts } from "../words/words-provider.tsx";
import { ActToolbar } from "./act-toolbar.tsx";
import type { ActName, Target } from "./acts.ts";
import { ConversationPane } from "./conversation-pane.tsx";
import type { Message } from "./message-head.tsx";
import { MessagePane } from "./message-pane.tsx";

/** Beside three answers and the menu: six buttons are as wide as the narrowest phone. */
const ACTS_ON_PHONE = 2;

interface Props {
  readonly mailboxId: string;
  readonly providerName: string;
  /** Of a conversation where they are grouped. */
  readonly id: string;
  /** Of the folder whose conversations are grouped; undefined where they aren't. */
  readonly groupedIn: string | undefined;
  readonly canAct: boolean;
  readonly linking: Linking | null;
  /** Null while it isn't known what the acts are on. */
  readonly target: Target | null;
  readonly isDraft: boolean;
  readonly onAct: (name: ActName, target: Target) => void;
  readonly onAnswer: (kind: AnswerKind) => void;
  readonly onEdit: () => void;
  readonly onBack: () => void;
  readonly onRead: (message: Message) => void;
}

export function ReadingPane(props: Props) {
  const { id, groupedIn, canAct } = props;
  const about = {
    mailboxId: props.mailboxId,
    providerName: props.providerName,
    linking: props.linking,
    onBack: props.onBack,
    onRead: props.onRead,
    canAct,
  };
  return (
    <>
      {/* Not a part of the pane: it keeps the focus while one message follows the other. */}
      {canAct && <MessageTools {...props} />}
      {groupedIn === undefined ? (
        <MessagePane key={id} {...about} messageId={id} />
      ) : (
        <ConversationPane key={id} {...about} id={id} folderId={groupedIn} />
      )}
    </>
  );
}

function MessageTools({ target, isDraft, onAct, onAnswer, onEdit }: Props) {
  const t = useTexts();
  return (
    <div className="message-tools">
      {target !== null && (
        <>
          <AnswerButtons isDraft={isDraft} onAnswer={onAnswer} onEdit={onEdit} />
          <ActToolbar
            label={isWhole(target) ? t.conversations.toolbar : t.act.toolbar}
            target={target}
            onAct={(name) => onAct(name, target)}
            onPhone={isDraft ? undefined : ACTS_ON_PHONE}
          />
        </>
      )}
    </div>
  );
}

/** A conversation of several messages. */
function isWhole({ rows }: Target): boolean {
  return (rows[0]?.conversation?.messages ?? 1) > 1;
}
