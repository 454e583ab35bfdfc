// What was just sent and can still be taken back: a line each at the lower edge, wherever one is on the page.
import { useTexts } from "../words/words-provider.tsx";
import { useSendActs, useSends } from "./use-sends.ts";

/** More at once say no more. */
const SHOWN_MAX = 3;

export function HeldSends(props: { readonly mailboxId: string; readonly onFailed: (text: string) => void }) {
  const t = useTexts();
  const sends = useSends(props.mailboxId);
  const { undo } = useSendActs(props.mailboxId);
  // Until it is handed over: the clock of this browser may be another than the server's.
  const held = sends.filter(({ state, diagnosis }) => state === "waiting" && diagnosis === null);
  return held.slice(0, SHOWN_MAX).map(({ id, subject }) => (
    <div className="act-toast" key={id}>
      <span className="send-toast-text">{t.sending.held(subject)}</span>
      <button
        type="button"
        className="send-undo"
        aria-keyshortcuts="z"
        disabled={undo.isPending && undo.variables === id}
        onClick={() => undo.mutate(id, { onError: () => props.onFailed(t.sending.tooLate) })}
      >
        {t.sending.undo}
      </button>
    </div>
  ));
}
