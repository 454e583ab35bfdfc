import { Link } from "@tanstack/react-router";
import { useTexts } from "../words/words-provider.tsx";
import { Mark } from "./mark.tsx";
import { useTitle } from "./use-title.ts";

export function MissingPage() {
  const t = useTexts();
  useTitle(t.common.notFoundTitle);
  return (
    <main className="door">
      <div className="door-card">
        <Mark size={36} />
        <h1>{t.common.notFoundTitle}</h1>
        <p className="dim">{t.common.notFound}</p>
        <Link to="/" className="text-link">
          {t.common.home}
        </Link>
      </div>
    </main>
  );
}
