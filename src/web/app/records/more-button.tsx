// Asks for what follows when its end comes into sight; a button, for whoever goes by keyboard and when that failed.
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";

interface Endless {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

export function MoreButton({ list, label }: { readonly list: Endless; readonly label: string }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const button = useRef<HTMLDivElement>(null);
  const fetchNext = useRef(list.fetchNextPage);
  useEffect(() => {
    fetchNext.current = list.fetchNextPage;
  });
  const mayAsk = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    const element = button.current;
    if (!mayAsk || element === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) fetchNext.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [mayAsk]);
  if (!hasNextPage) return null;
  return (
    <div className="more-button" ref={button}>
      <Button variant="default" loading={isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
