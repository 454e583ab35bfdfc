import { Skeleton } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";

export function PaneSkeleton() {
  const t = useTexts();
  return (
    <div className="message-skeleton">
      <span className="visually-hidden">{t.common.loading}</span>
      <Skeleton height={24} width="60%" mb="md" />
      <Skeleton height={14} width="40%" mb="xs" />
      <Skeleton height={14} width="30%" mb="xl" />
      <Skeleton height={14} mb="xs" />
      <Skeleton height={14} mb="xs" />
      <Skeleton height={14} width="80%" />
    </div>
  );
}
