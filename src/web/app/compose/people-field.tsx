// Recipients as chips, completed from the people of the mailbox. What isn't an address stays, marked, until it is one.
import { useQuery } from "@tanstack/react-query";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { type Person, plainName } from "../mail/people.ts";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { isAddress, joined, parseRecipients } from "./recipients.ts";

const PAUSE_MS = 120;

export function PeopleField(props: {
  readonly label: string;
  readonly people: readonly Person[];
  readonly onChange: (people: readonly Person[]) => void;
  readonly mailboxId: string;
  readonly readOnly: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** It was asked for. */
  readonly focused?: boolean;
}) {
  const t = useTexts();
  const { people, onChange, label } = props;
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [said, say] = useState("");
  const id = useId();
  const found = useFound(props.mailboxId, typed, people);
  const isOpen = !closed && typed.trim() !== "" && found.length > 0;
  const before = useRef(people.length);
  useEffect(() => {
    const field = document.getElementById(id);
    const isMore = people.length > before.current;
    before.current = people.length;
    // Its place is behind those chosen, of which only some are seen.
    if (isMore && field === document.activeElement) field?.scrollIntoView({ block: "nearest" });
  }, [id, people.length]);

  function add(added: readonly Person[]): void {
    setTyped("");
    setActive(0);
    if (added.length > 0) onChange(joined(people, added));
  }
  function remove(index: number): void {
    if (props.readOnly) return;
    const gone = people[index];
    onChange(people.filter((_, at) => at !== index));
    if (gone !== undefined) say(t.compose.personRemoved(gone.name || gone.address));
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const { key } = event;
    const last = people.length - 1;
    if (isOpen && (key === "ArrowDown" || key === "ArrowUp")) {
      const step = key === "ArrowDown" ? 1 : found.length - 1;
      setActive((active + step) % found.length);
    } else if (isOpen && key === "Escape") {
      setClosed(true);
      event.stopPropagation();
    } else if (
      isOpen &&
      (key === "Enter" || key === "Tab") &&
      !event.ctrlKey &&
      found[active] !== undefined
    ) {
      add([found[active]]);
    } else if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // It is sent, to whom was typed last too.
      if (typed.trim() !== "") add(parseRecipients(typed));
      return;
    } else if (key === "Enter" || key === "," || key === ";") {
      if (typed.trim() !== "") add(parseRecipients(typed));
    } else if (key === "Backspace" && typed === "" && last >= 0) remove(last);
    else return;
    event.preventDefault();
  }
  function onPaste(event: ClipboardEvent): void {
    const pasted = parseRecipients(event.clipboardData.getData("text/plain"));
    if (pasted.length < 2 && !(pasted[0] !== undefined && isAddress(pasted[0].address))) return;
    event.preventDefault();
    add([...parseRecipients(typed), ...pasted]);
  }
  return (
    <div className="compose-row people-field">
      <label htmlFor={id}>{label}</label>
      <div className="people-box">
        <div className="people-chosen">
          <ul aria-label={t.compose.peopleOf(label)}>
            {people.map((person, index) => (
              <Chip
                key={person.address}
                person={person}
                onRemove={({ detail }) => {
                  remove(index);
                  // With a mouse one may take off its neighbours too.
                  document.getElementById(id)?.focus({ preventScroll: detail > 0 });
                }}
              />
            ))}
          </ul>
          <input
            id={id}
            ref={props.inputRef}
            // biome-ignore lint/a11y/noAutofocus: only where a button was pressed for it.
            autoFocus={props.focused}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            readOnly={props.readOnly}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setClosed(false);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => {
              setClosed(true);
              if (typed.trim() !== "") add(parseRecipients(typed));
            }}
          />
        </div>
        <div
          className="people-found"
          role="listbox"
          id={`${id}-list`}
          aria-label={t.compose.peopleFound}
          hidden={!isOpen}
        >
          {isOpen &&
            found.map((person, index) => (
              <button
                key={person.address}
                type="button"
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                tabIndex={-1}
                // Before the field loses the focus and takes what was typed.
                onMouseDown={(event) => {
                  event.preventDefault();
                  add([person]);
                }}
              >
                <bdi className="strong">{plainName(person.name) || person.address}</bdi>
                {plainName(person.name) !== "" && <bdi className="dim">{person.address}</bdi>}
              </button>
            ))}
        </div>
        <span className="visually-hidden" role="status">
          {said}
        </span>
      </div>
    </div>
  );
}

function Chip(props: { readonly person: Person; readonly onRemove: (event: MouseEvent) => void }) {
  const t = useTexts();
  const { person, onRemove } = props;
  const isWrong = !isAddress(person.address);
  const name = plainName(person.name);
  const address = plainName(person.address);
  const shown = name === "" || name.includes("@") ? address : name;
  return (
    <li
      className="chip"
      data-wrong={isWrong || undefined}
      title={isWrong ? t.compose.wrongAddress(address) : address}
    >
      {isWrong && <Icon name="alert" size={14} />}
      <bdi>{shown || t.compose.noAddress}</bdi>
      {isWrong && <span className="visually-hidden">{t.compose.wrongAddress(address)}</span>}
      <button type="button" aria-label={t.compose.removePerson(shown)} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}

/** Those who aren't there yet. */
function useFound(mailboxId: string, typed: string, people: readonly Person[]): readonly Person[] {
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data } = useQuery({
    queryKey: keys.people(mailboxId, asked),
    queryFn: ({ signal }) => call("findPeople", { params: { mailboxId }, body: { text: asked }, signal }),
    enabled: asked !== "",
    staleTime: 60_000,
    placeholderData: (previous) => previous,
  });
  if (typed.trim() === "" || data === undefined) return [];
  const there = new Set(people.map(({ address }) => address.toLowerCase()));
  return data.filter(({ address }) => !there.has(address.toLowerCase()));
}
