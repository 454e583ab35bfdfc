// What surrounds every page for whoever is signed in: skip link, top bar, the live stream, the page itself.
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { LiveProvider } from "../live/live-provider.tsx";
import { type Session, sessionQuery } from "../session.ts";
import { useWords } from "../words/words-provider.tsx";
import { TopBar } from "./top-bar.tsx";

export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  const router = useRouter();
  const signedOut = session === null;
  useEffect(() => {
    if (!signedOut) return;
    // Where it happened, read now: the navigation changes it.
    const { href } = router.state.location;
    void router.navigate({ to: "/sign-in", search: { to: href }, replace: true });
  }, [signedOut, router]);
  if (session === null || session === undefined) return null;
  return <SignedIn session={session} />;
}

function SignedIn({ session }: { readonly session: Session }) {
  const { t, setLanguage } = useWords();
  useEffect(() => setLanguage(session.language, false), [session.language, setLanguage]);
  return (
    <LiveProvider session={session}>
      <div className="shell">
        <a className="skip" href="#content">
          {t.common.skip}
        </a>
        <TopBar session={session} />
        <main className="content" id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </LiveProvider>
  );
}
