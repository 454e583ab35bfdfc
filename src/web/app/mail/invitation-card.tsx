// An invitation of a calendar, to be read: what, when in the reader's own zone, where and who.
import type { AnswerOf } from "../../../api/operations.ts";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { linkify } from "./linkify.ts";
import { plainName } from "./people.ts";
import { People } from "./people-list.tsx";
import { Pieces } from "./plain-text.tsx";

export type Invitation = AnswerOf<"readMessage">["invitations"][number];

const SHOWN = 8;

export function InvitationCard({ invitation }: { readonly invitation: Invitation }) {
  const t = useTexts();
  const { summary, location, organizer, attendees, repeats, method } = invitation;
  const words = t.reading.invitation;
  return (
    <section className="invitation" aria-label={words.methods[method]} data-method={method}>
      <p className="invitation-kind">{words.methods[method]}</p>
      <h3>
        <bdi>{plainName(summary) || words.noTitle}</bdi>
      </h3>
      <dl>
        <dt>{words.when}</dt>
        <dd>
          <When invitation={invitation} />
          {repeats !== null && <div>{words.repeats(repeats)}</div>}
        </dd>
        {plainName(location) !== "" && (
          <>
            <dt>{words.where}</dt>
            <dd>
              <bdi>
                <Pieces pieces={linkify(plainName(location))} />
              </bdi>
            </dd>
          </>
        )}
        {organizer !== null && (
          <>
            <dt>{words.organizer}</dt>
            <dd>
              <People people={[organizer]} />
            </dd>
          </>
        )}
        {attendees.length > 0 && (
          <>
            <dt>{words.attendees}</dt>
            <dd>
              <Attendees attendees={attendees} />
            </dd>
          </>
        )}
      </dl>
      {method === "request" && <p className="flush dim small">{words.viewOnly}</p>}
    </section>
  );
}

function When({ invitation }: { readonly invitation: Invitation }) {
  const t = useTexts();
  const format = useFormat();
  const { start, end, allDay, zone } = invitation;
  const text = allDay ? format.days(start, end) : format.span(start, end);
  const isWall = !allDay && !start.endsWith("Z");
  return (
    <>
      <time dateTime={start}>{text}</time>
      {allDay && <span className="dim"> {t.reading.invitation.allDay}</span>}
      {isWall && <div className="dim">{t.reading.invitation.wallTime(plainName(zone ?? ""))}</div>}
      {!isWall && zone !== null && <div className="dim">{t.reading.invitation.madeIn(plainName(zone))}</div>}
    </>
  );
}

function Attendees({ attendees }: { readonly attendees: Invitation["attendees"] }) {
  const t = useTexts();
  const row = (person: Invitation["attendees"][number], at: number) => (
    <li key={`${person.address} ${at}`}>
      <People people={[person]} />
      {person.answer !== "none" && (
        <span className="dim"> – {t.reading.invitation.answers[person.answer]}</span>
      )}
    </li>
  );
  const rest = attendees.slice(SHOWN);
  return (
    <>
      <ul>{attendees.slice(0, SHOWN).map(row)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>
            <span className="more">+{rest.length}</span>
          </summary>
          <ul>{rest.map(row)}</ul>
        </details>
      )}
    </>
  );
}
