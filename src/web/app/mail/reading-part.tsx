// Where the open message is shown, before and after what shows it has been loaded.
import { lazyPart, PartProblem } from "../shell/lazy-part.tsx";
import { PaneSkeleton } from "./pane-skeleton.tsx";

export const ReadingPart = lazyPart(
  async () => (await import("./reading-pane.tsx")).ReadingPane,
  ({ failure }) => (
    <article className="message" aria-busy={failure === null}>
      {failure === null ? (
        <PaneSkeleton />
      ) : (
        <div className="message-problem">
          <PartProblem failure={failure} />
        </div>
      )}
    </article>
  ),
);
