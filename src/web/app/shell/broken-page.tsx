import { Button } from "@mantine/core";
import { problemOf } from "../problem-error.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Mark } from "./mark.tsx";

export function BrokenPage({ error }: { readonly error: unknown }) {
  const t = useTexts();
  const { code } = problemOf(error);
  return (
    <main className="door">
      <div className="door-card" role="alert">
        <Mark size={36} />
        <h1>{t.common.brokeTitle}</h1>
        <p className="dim">{code === "offline" ? t.common.offline : t.common.broke}</p>
        <Button onClick={() => location.reload()}>{t.common.reload}</Button>
      </div>
    </main>
  );
}
