import { Link } from "@tanstack/react-router";
import { useLive } from "../live/live-provider.tsx";
import type { Session } from "../session.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Mark } from "./mark.tsx";
import { UserMenu } from "./user-menu.tsx";

export function TopBar({ session }: { readonly session: Session }) {
  const t = useTexts();
  const { interrupted } = useLive();
  return (
    <header className="top-bar">
      <Link to="/" className="brand">
        <Mark />
        <span>Twinbox</span>
      </Link>
      <nav className="top-nav" aria-label={t.shell.mainMenu}>
        {session.kind === "user" ? (
          <Link to="/mail/{-$folderId}/{-$messageId}" className="top-link">
            {t.shell.mail}
          </Link>
        ) : (
          <Link to="/operator" className="top-link">
            {t.shell.workspaces}
          </Link>
        )}
      </nav>
      <span className="live-state" role="status">
        {interrupted && <span title={t.live.down}>{t.live.down}</span>}
      </span>
      <UserMenu session={session} />
    </header>
  );
}
