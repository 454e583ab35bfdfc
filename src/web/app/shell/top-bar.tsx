import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useLive } from "../live/live-provider.tsx";
import type { Session } from "../session.ts";
import { ExpiryLink } from "../settings/provider-state.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { Mark } from "./mark.tsx";
import { UserMenu } from "./user-menu.tsx";

/** It ends by the day. */
const LOOK_MS = 60 * 60_000;

function AdminNotices() {
  const { data = [] } = useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => call("listProviders", { signal }),
    refetchInterval: LOOK_MS,
    staleTime: LOOK_MS,
  });
  return <ExpiryLink providers={data} />;
}

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
      {session.kind === "user" && session.role === "admin" && <AdminNotices />}
      <UserMenu session={session} />
    </header>
  );
}
