import { Radio } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { BodyOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";

type Window = BodyOf<"saveMappings">["importWindow"];

const WINDOWS = ["1m", "3m", "1y", "all"] as const satisfies Window[];
const WAIT_MS = 400;

/** How far back the first import goes, with what each choice means over the chosen folders. */
export function ImportWindows(props: {
  readonly mailboxId: string;
  readonly folders: readonly string[];
  readonly value: Window;
  readonly onChange: (window: Window) => void;
}) {
  const t = useAllTexts();
  const format = useFormat();
  const [asked] = useDebouncedValue(props.folders.join(","), WAIT_MS);
  const estimate = useQuery({
    queryKey: keys.estimate(props.mailboxId, asked),
    queryFn: ({ signal }) =>
      call("estimateImport", { params: { mailboxId: props.mailboxId }, query: { folders: asked }, signal }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  function meaning(window: Window): readonly string[] {
    const found = estimate.data?.windows.find((each) => each.window === window);
    if (asked === "" || estimate.isError) return [];
    if (found === undefined) return [t.folders.estimating];
    return [t.folders.windowCount(found.messages), t.folders.windowSize(format.size(found.bytes))];
  }
  return (
    <Radio.Group
      className="windows"
      label={t.folders.howFar}
      description={t.folders.windowHint}
      value={props.value}
      onChange={(value) => props.onChange(WINDOWS.find((each) => each === value) ?? "1m")}
    >
      <div className="windows-grid" aria-busy={estimate.isFetching}>
        {WINDOWS.map((window) => (
          <Radio.Card
            key={window}
            value={window}
            className="window-card"
            // One stop for Tab; the arrows go from one to the other.
            tabIndex={window === props.value ? 0 : -1}
          >
            <Radio.Indicator size="xs" />
            <span>
              <span className="window-name">{t.folders.windows[window]}</span>
              {meaning(window).map((line) => (
                <span className="window-size" key={line}>
                  {line}
                </span>
              ))}
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
