import { useTexts } from "../words/words-provider.tsx";
import type { Sending } from "./use-sending.ts";

/** Why it isn't sent, or what is asked before it is. */
export function SendLine({
  sending,
  onAttach,
}: {
  readonly sending: Sending;
  readonly onAttach: () => void;
}) {
  const t = useTexts();
  const { state } = sending;
  return (
    <div role="alert">
      {state.kind === "stopped" && <p className="send-line">{state.why}</p>}
      {state.kind === "asked" && (
        <p className="send-line">
          {t.compose.send.mentioned}{" "}
          <button
            type="button"
            className="text-link"
            onClick={() => {
              sending.dismiss();
              onAttach();
            }}
          >
            {t.compose.send.attach}
          </button>{" "}
          <button type="button" className="text-link" onClick={sending.send}>
            {t.compose.send.anyway}
          </button>
        </p>
      )}
    </div>
  );
}
