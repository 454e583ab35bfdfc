// What is quoted below: shown on request, as in the message it came from, in a frame that runs and loads nothing.
import { lazy, Suspense, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";

const QuoteFrame = lazy(async () => ({ default: (await import("./quote-frame.tsx")).QuoteFrame }));

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
      {shown && (
        <Suspense fallback={null}>
          <QuoteFrame quote={props.quote} />
        </Suspense>
      )}
    </div>
  );
}
