import { Skeleton } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";

export function PageSkeleton() {
  const t = useTexts();
  return (
    <div className="page" aria-busy="true">
      <h1 className="visually-hidden">{t.common.loading}</h1>
      <Skeleton height={28} width={220} mb="lg" />
      <Skeleton height={180} mb="md" />
      <Skeleton height={90} />
    </div>
  );
}

/** Until it is known who is signed in: there is no frame around it yet. */
export function FirstSkeleton() {
  return (
    <main>
      <PageSkeleton />
    </main>
  );
}
