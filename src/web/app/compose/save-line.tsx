import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../words/relative-time.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { DraftSaver } from "./draft-saver.ts";

/** How it stands with what was written; only what is wrong is said aloud. */
export function SaveLine({ saver, wrong }: { readonly saver: DraftSaver; readonly wrong: string | null }) {
  const t = useTexts();
  const { state, parted } = saver;
  const trouble = troubleOf(saver, t);
  return (
    <div className="compose-state">
      <span className="dim small">
        {state.kind === "saving" && t.compose.saving}
        {state.kind === "unsaved" && t.compose.unsaved}
        {state.kind === "saved" && (
          <>
            {t.compose.saved} <RelativeTime at={state.at} />
          </>
        )}
      </span>
      <span className="small" role="status">
        {trouble !== null && <span className="compose-trouble">{trouble}</span>}
        {state.kind === "waiting" && state.why === "signedOut" && (
          <>
            {" "}
            <Link to="/sign-in" className="text-link" target="_blank">
              {t.compose.signIn}
            </Link>
          </>
        )}
        {trouble === null && parted !== null && t.compose.parted[parted]}
        {trouble === null && wrong !== null && ` ${wrong}`}
      </span>
    </div>
  );
}

function troubleOf({ state }: DraftSaver, t: ReturnType<typeof useTexts>): string | null {
  if (state.kind === "waiting") return t.compose.waiting[state.why];
  if (state.kind !== "refused") return null;
  const { code } = state.problem;
  return t.compose.refusals[code] ?? state.problem.diagnosis?.what ?? t.compose.refused;
}
