import { useFormat } from "./use-format.ts";
import { useNow } from "./use-now.ts";
import { useTexts } from "./words-provider.tsx";

/** "3 s ago", "12 minutes ago", then the date; the exact time on hover. Ticks by itself. */
export function RelativeTime({ at }: { readonly at: string }) {
  const t = useTexts();
  const format = useFormat();
  const seconds = Math.max(0, Math.round((useNow() - Date.parse(at)) / 1000));
  let text = format.exact(at);
  if (seconds < 1) text = t.time.justNow;
  else if (seconds < 60) text = t.time.secondsAgo(seconds);
  else if (seconds < 3600) text = format.ago(Math.floor(seconds / 60), "minute");
  else if (seconds < 86_400) text = format.ago(Math.floor(seconds / 3600), "hour");
  return (
    <time dateTime={at} title={format.full(at)}>
      {text}
    </time>
  );
}
