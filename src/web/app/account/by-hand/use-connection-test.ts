import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { useLive } from "../../live/live-provider.tsx";
import type { ConnectionTest } from "./test-view.tsx";
import type { HandSettings } from "./typed-settings.ts";

/** Its answer comes at the end; how far it is meanwhile comes by the live stream. */
export function useConnectionTest() {
  const { listen } = useLive();
  const [soFar, setSoFar] = useState<ConnectionTest | null>(null);
  const test = useMutation({
    mutationKey: keys.testByHand,
    mutationFn: (body: HandSettings) => call("testConnection", { body }),
    onMutate: () => setSoFar(null),
  });
  const { isPending } = test;
  useEffect(() => {
    if (!isPending) return;
    return listen((event) => {
      if (event.kind === "connectionTest") setSoFar(event.test);
    });
  }, [isPending, listen]);
  return {
    start: test.mutate,
    running: isPending,
    error: test.error,
    result: test.data ?? (isPending ? soFar : null),
    /** Of settings that were changed since it says nothing. */
    forget: test.reset,
  };
}
