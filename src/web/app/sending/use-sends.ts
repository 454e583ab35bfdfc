// What is on its way out of a mailbox: read once, then told by the event stream.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";

export type Send = AnswerOf<"listSends">["sends"][number];

const NONE: readonly Send[] = [];

export function useSends(mailboxId: string): readonly Send[] {
  const { data } = useQuery({
    queryKey: keys.sends(mailboxId),
    queryFn: () => call("listSends", { params: { mailboxId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.sends ?? NONE;
}

/** What a person can do about a send. The list follows by itself; until the stream tells, it is asked. */
export function useSendActs(mailboxId: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: keys.sends(mailboxId) });
  const undo = useMutation({
    mutationFn: (sendId: string) => call("undoSend", { params: { mailboxId, sendId } }),
    onSettled,
  });
  const answer = useMutation({
    mutationFn: ({ sendId, answer: given }: { sendId: string; answer: "sent" | "again" | "draft" }) =>
      call("answerDoubt", { params: { mailboxId, sendId }, body: { answer: given } }),
    onSettled,
  });
  const dismiss = useMutation({
    mutationFn: () => call("dismissSends", { params: { mailboxId } }),
    onSettled,
  });
  return { undo, answer, dismiss };
}
