// What is quoted below: shown on request, as in the message it came from, in a frame that runs and loads nothing.
import { useState } from "react";
import { lazyPart } from "../shell/lazy-part.tsx";
import { useTexts } from "../words/words-provider.tsx";

const QuoteFrame = lazyPart(async () => (await import("./quote-frame.tsx")).QuoteFrame);

export function QuotedText(props: {
  readonly quote: string;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}) {
  const t = useTexts();
  const [shown, show] = useState(false);
  return (
    <div className="compose-quote">
      <div className="compose-quote-acts">
        <button type="button" className="text-link" aria-expanded={shown} onClick={() => show(!shown)}>
          {shown ? t.compose.hideQuote : t.compose.showQuote}
        </button>
        {shown && (
          <>
            <button type="button" className="text-link" onClick={props.onEdit}>
              {t.compose.editQuote}
            </button>
            <button type="button" className="text-link" onClick={props.onRemove}>
              {t.compose.removeQuote}
            </button>
          </>
        )}
      </div>
      {shown && <QuoteFrame quote={props.quote} />}
    </div>
  );
}
