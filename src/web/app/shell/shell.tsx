// What surrounds every page for whoever is signed in: skip link, top bar, the live stream, the page itself.
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { LiveProvider } from "../live/live-provider.tsx";
import { type Session, sessionQuery } from "../session.ts";
import { chosenLanguage } from "../words/chosen-language.ts";
import { loadAllTexts } from "../words/load-texts.ts";
import { useWords } from "../words/words-provider.tsx";
import { IdlePrefetch, prefetchWhenIdle } from "./idle-prefetch.ts";
import { TopBar } from "./top-bar.tsx";

prefetchWhenIdle(() => loadAllTexts(chosenLanguage()));
// A session may end at any time.
prefetchWhenIdle(() => import("../sign-in/sign-in-page.tsx"));

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
      <IdlePrefetch />
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
