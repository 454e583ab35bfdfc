import "./compose.css";
// The compose windows, at the lower right beside each other; on a phone each is a screen of its own.
import type { Acts } from "../mail/use-acts.ts";
import { ComposeWindow } from "./compose-window.tsx";
import type { Composer } from "./use-composer.ts";

export function ComposeDock(props: {
  readonly composer: Composer;
  readonly mailboxId: string;
  readonly userId: string;
  readonly acts: Acts;
}) {
  const { composer, mailboxId, userId, acts } = props;
  return (
    <div className="compose-dock">
      {composer.windows.map((each) => (
        <ComposeWindow
          key={each.key}
          opened={each}
          composer={composer}
          mailboxId={mailboxId}
          userId={userId}
          acts={acts}
        />
      ))}
    </div>
  );
}
