// Secrets and certificates of all workspaces that will end soon: with each of them all its mailboxes stop.
import { useQuery } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";

const REFRESH_MS = 60 * 60_000;

export function ExpiringSecrets() {
  const { registration } = useAllTexts();
  const format = useFormat();
  const expiring = useQuery({
    queryKey: keys.expiring,
    queryFn: ({ signal }) => call("listExpiringSecrets", { signal }),
    refetchInterval: REFRESH_MS,
  });
  if (expiring.data === undefined || expiring.data.length === 0) return null;
  return (
    <section className="problems" aria-labelledby="expiring-title">
      <h2 id="expiring-title">{registration.expiringTitle}</h2>
      <ul className="cards">
        {expiring.data.map(({ workspace, provider, credential, daysLeft, expiresAt, urgent }) => (
          <li
            key={`${workspace.id} ${provider} ${expiresAt}`}
            className="card"
            {...(urgent ? { "data-urgent": "" } : {})}
          >
            <div className="card-main">
              <h3>
                {workspace.name} – {provider}
              </h3>
              <p className="dim flush sentence">
                {registration.ends[credential](daysLeft)} ({format.date(expiresAt)})
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
