import { Modal, Switch } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { LINK_KEY, singleKeysOn, switchSingleKeys } from "./act-keys.ts";

/** All keys of the mail page, and the switch for those of one letter. */
export function KeysSheet(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly canAct: boolean;
  readonly canLink: boolean;
}) {
  const t = useTexts();
  const { canAct, canLink } = props;
  const [on, setOn] = useState(singleKeysOn);
  const { keys, names } = t.act;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t.act.keysTitle}
      size="lg"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <div className="keys">
        {canAct && (
          <Group title={t.act.keysAct}>
            <Row keys={["e"]} text={names.archive} />
            <Row keys={["#", "Delete"]} text={names.delete} />
            <Row keys={["!"]} text={`${names.junk}, ${names.notJunk.toLowerCase()}`} />
            <Row keys={["v"]} text={names.move} />
            <Row keys={["Shift I"]} text={names.read} />
            <Row keys={["u"]} text={names.unread} />
            <Row keys={["s"]} text={`${names.flag}, ${names.unflag.toLowerCase()}`} />
            <Row keys={["z"]} text={keys.undo} />
            <Row keys={["c"]} text={t.compose.keys.compose} />
            <Row keys={["r", "a", "f"]} text={t.compose.keys.answer} />
            {canLink && <Row keys={[LINK_KEY]} text={t.act.keys.link} />}
          </Group>
        )}
        {!canAct && canLink && (
          <Group title={t.act.keysAct}>
            <Row keys={[LINK_KEY]} text={t.act.keys.link} />
            <Row keys={["z"]} text={keys.undo} />
          </Group>
        )}
        <div>
          {canAct && (
            <Group title={t.act.keysSelect}>
              <Row keys={["x", keys.space]} text={keys.toggle} />
              <Row keys={["Shift ↑ ↓"]} text={keys.range} />
              <Row keys={["Ctrl A"]} text={keys.all} />
            </Group>
          )}
          <Group title={t.act.keysMove}>
            <Row keys={["j", "k"]} text={keys.nextPrevious} />
            <Row keys={["Enter"]} text={keys.open} />
            <Row keys={["Esc"]} text={canAct ? keys.back : keys.backOnly} />
            <Row keys={["/"]} text={keys.search} />
            <Row keys={["?"]} text={keys.sheet} />
          </Group>
        </div>
      </div>
      {canAct && <p className="dim small">{t.act.keysIntro}</p>}
      <Switch
        label={t.act.keysOn}
        description={on ? undefined : t.act.keysOff}
        checked={on}
        onChange={(event) => {
          switchSingleKeys(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ keys, text }: { readonly keys: readonly string[]; readonly text: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
