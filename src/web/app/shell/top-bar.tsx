import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useLive } from "../live/live-provider.tsx";
import type { Session } from "../session.ts";
import { withAllTexts } from "../words/load-texts.ts";
import { useTexts } from "../words/words-provider.tsx";
import { lazyPart } from "./lazy-part.tsx";
import { Mark } from "./mark.tsx";
import { UserMenu } from "./user-menu.tsx";

const ExpiryLink = lazyPart(
  withAllTexts(async () => (await import("../settings/expiry-link.tsx")).ExpiryLink),
);
/** It ends by the day. */
const LOOK_MS = 60 * 60_000;

function AdminNotices() {
  const { data = [] } = useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => call("listProviders", { signal }),
    refetchInterval: LOOK_MS,
    staleTime: LOOK_MS,
  });
  return data.some(({ expiry }) => expiry !== null) && <ExpiryLink providers={data} />;
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
          <>
            <Link to="/mail/{-$folderId}/{-$messageId}" className="top-link">
              {t.shell.mail}
            </Link>
            <Link to="/records" className="top-link">
              {t.shell.records}
            </Link>
          </>
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
