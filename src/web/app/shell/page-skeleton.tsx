import { Skeleton } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";

export function PageSkeleton() {
  const t = useTexts();
  return (
    <div className="page" aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      <Skeleton height={28} width={220} mb="lg" />
      <Skeleton height={180} mb="md" />
      <Skeleton height={90} />
    </div>
  );
}
