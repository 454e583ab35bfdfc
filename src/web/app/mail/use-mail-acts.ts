// From "do this with these messages" to the act: asks what has to be asked first, goes on to the next message.
import { type RefObject, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { type Act, type ActName, ALL_MAX, flagsOf, type Target } from "./acts.ts";
import type { ListHandle } from "./message-list.tsx";
import type { Acts } from "./use-acts.ts";

interface Input {
  readonly acts: Acts;
  readonly list: RefObject<ListHandle | null>;
  /** The open message. */
  readonly messageId: string | undefined;
  readonly onOpen: (messageId: string | undefined) => void;
}

export interface Asked {
  readonly name: "move" | "erase";
  readonly target: Target;
}

export function useMailActs({ acts, list, messageId, onOpen }: Input) {
  const t = useTexts();
  const [asked, setAsked] = useState<Asked | null>(null);

  function start(name: ActName, target: Target): void {
    if (acts.isLeaving(target.ids)) return;
    const tooMany = target.ids === "all" && (target.folder?.messages ?? 0) > ALL_MAX;
    if (tooMany) acts.say(t.act.tooManyAll(ALL_MAX));
    else if (name === "move" || name === "erase") setAsked({ name, target });
    else finish({ name }, target);
  }

  function finish(act: Act, target: Target): void {
    setAsked(null);
    const { ids } = target;
    const leaves = flagsOf(act) === null;
    const going =
      leaves && messageId !== undefined && (ids === "all" || ids.includes(messageId)) ? messageId : null;
    const next = going === null ? undefined : list.current?.next(going, ids);
    acts.act(act, target, going === null ? null : () => onOpen(going));
    if (leaves) list.current?.forget(ids);
    if (going !== null) onOpen(next);
  }

  return { asked, start, finish, cancel: () => setAsked(null) };
}
