import "./records-line.css";
// The records that a message is on, and what colleagues see of it there: one quiet line.
import { Menu, Tooltip } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { LINK_KEY } from "../mail/act-keys.ts";
import type { Message } from "../mail/message-head.tsx";
import { Icon } from "../shell/icon.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { type OfMessage, ofMessageQuery, typeLabel } from "./record-queries.ts";
import type { Linking } from "./use-linking.ts";

const SOON = { openDelay: 400, events: { hover: true, focus: true, touch: false } } as const;

interface Props {
  readonly message: Message;
  readonly mailboxId: string;
  readonly linking: Linking;
}

export function RecordsLine(props: Props) {
  const t = useAllTexts();
  const { message, mailboxId, linking } = props;
  const { data, isError } = useQuery(ofMessageQuery(mailboxId, message.id));
  const adding = useRef<HTMLButtonElement>(null);
  if (data === undefined) {
    // As high as what comes.
    return (
      <div className="records-line" aria-busy={!isError}>
        <span className="records-label dim">{t.shell.records}</span>
        {!isError && <span className="bone records-bone" />}
      </div>
    );
  }
  const isTold = data.records.length > 0 || data.private;
  return (
    <section className="records-line" aria-label={t.shell.records}>
      <span className="records-label dim" aria-hidden="true">
        {t.shell.records}
      </span>
      {data.records.map((each) => (
        <Chip
          key={each.record.id}
          on={each}
          onTakeOff={
            linking.canLink
              ? () => {
                  // The chip goes, and the keyboard with it.
                  adding.current?.focus();
                  linking.takeOff(each.record, message);
                }
              : null
          }
        />
      ))}
      {data.records.length === 0 && !linking.canLink && <span className="dim">{t.records.onNone}</span>}
      {linking.canLink && (
        <Tooltip label={`${t.records.link} (${LINK_KEY})`} {...SOON}>
          <button
            ref={adding}
            type="button"
            className="records-add"
            aria-keyshortcuts={LINK_KEY}
            onClick={() => linking.ask([message.conversationId])}
          >
            <Icon name="plus" size={14} />
            {t.records.link}
          </button>
        </Tooltip>
      )}
      {isTold && <Colleagues {...props} of={data} />}
    </section>
  );
}

function Chip(props: { readonly on: OfMessage["records"][number]; readonly onTakeOff: (() => void) | null }) {
  const t = useAllTexts();
  const { record, how, linkedBy } = props.on;
  const why = how === "hand" ? t.records.how.hand(linkedBy) : t.records.how[how];
  return (
    <span className="record-chip">
      <Tooltip label={why} {...SOON}>
        <Link to="/records/$recordId" params={{ recordId: record.id }} className="record-chip-link">
          <span className="record-chip-type">{typeLabel(record.type)}</span>{" "}
          <bdi className="record-chip-name">{record.name}</bdi>
          <span className="visually-hidden">. {why}</span>
        </Link>
      </Tooltip>
      {props.onTakeOff !== null && (
        <button
          type="button"
          className="record-chip-off"
          aria-label={t.records.takeOff(record.name)}
          title={t.records.takeOff(record.name)}
          onClick={props.onTakeOff}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}

/** What colleagues see, in one phrase; the owner marks the message as private from it. */
function Colleagues({ message, mailboxId, linking, of }: Props & { readonly of: OfMessage }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const { shown, why } = of.colleagues;
  const isSetting = why === "mailbox" || why === "record";
  const phrase = t.records.colleagues[isSetting ? shown : why];
  const mark = useMutation({
    mutationFn: (on: boolean) =>
      call("setPrivate", { params: { mailboxId, messageId: message.id }, body: { private: on } }),
    onSuccess: (answer) => {
      client.setQueryData<OfMessage>(keys.ofMessage(mailboxId, message.id), answer);
      void client.invalidateQueries({ queryKey: keys.everyRecord });
    },
    onError: () => linking.say(t.act.failed),
  });
  const icon = shown === "nothing" ? "closedEye" : "eye";
  if (!linking.canMark) {
    return (
      <span className="records-seen dim" title={t.records.why[why]}>
        <Icon name={icon} size={16} />
        {phrase}
      </span>
    );
  }
  return (
    <Menu position="bottom-end" width={300} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className="records-seen dim">
          <Icon name={icon} size={16} />
          <span aria-live="polite">{phrase}</span>
          <Icon name="chevron" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.records.why[why]}</Menu.Label>
        <Menu.CheckboxItem checked={of.private} onChange={(on) => mark.mutate(on)}>
          {t.records.private}
          <span className="records-private-more">{t.records.privateMore}</span>
        </Menu.CheckboxItem>
      </Menu.Dropdown>
    </Menu>
  );
}
