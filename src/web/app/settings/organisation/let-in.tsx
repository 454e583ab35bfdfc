// Step 3: the commands by which an Exchange administrator lets the application into the chosen mailboxes.
import { Textarea } from "@mantine/core";
import { CopyButton } from "../../shell/copy-button.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import type { Chosen } from "./chosen.ts";
import { letInCommands } from "./powershell.ts";
import { Step } from "./step.tsx";
import type { AppAccess, Domain } from "./use-app-access.ts";

const ROWS_MAX = 16;
/** The diagnosis that these commands end. */
const NO_ACCESS = "exo-app-no-access";

export function LetIn({ access, chosen }: { readonly access: AppAccess; readonly chosen: Chosen }) {
  const t = useAllTexts();
  const outside = access.mailboxes.filter(({ diagnosis }) => diagnosis?.id === NO_ACCESS);
  const named = chosen.mailboxes.length > 0 ? chosen.mailboxes : outside;
  return (
    <Step title={t.organisation.letInTitle}>
      <p className="flush">{t.organisation.letIn}</p>
      {named === outside && outside.length > 0 && <p className="flush">{t.organisation.forThoseOutside}</p>}
      {named.length === 0 ? (
        <p className="flush dim">{t.organisation.chooseFirst}</p>
      ) : (
        [...byTenant(access.domains, named)].map(([tenant, { principalId, addresses }]) => (
          <Commands
            key={tenant}
            isComplete={principalId !== null}
            text={letInCommands({
              clientId: access.clientId,
              directoryTenant: tenant,
              principalId,
              addresses,
            })}
          />
        ))
      )}
    </Step>
  );
}

function Commands({ text, isComplete }: { readonly text: string; readonly isComplete: boolean }) {
  const t = useAllTexts();
  return (
    <>
      <Textarea
        label={t.organisation.commands}
        description={isComplete ? undefined : t.organisation.unknownPrincipal}
        value={text}
        readOnly
        rows={Math.min(ROWS_MAX, text.split("\n").length)}
        classNames={{ input: "mono" }}
        spellCheck={false}
      />
      <div className="actions">
        <CopyButton text={text} label={t.organisation.copyCommands} />
      </div>
    </>
  );
}

interface OfTenant {
  readonly principalId: string | null;
  readonly addresses: readonly string[];
}

/** Mailboxes of domains that aren't the workspace's own are the first organisation's: which it is, is the server's to say. */
function byTenant(
  domains: readonly Domain[],
  mailboxes: readonly { readonly address: string }[],
): ReadonlyMap<string, OfTenant> {
  const known = domains.filter(({ directoryTenant }) => directoryTenant !== null);
  const grouped = new Map<string, OfTenant>();
  for (const address of new Set(mailboxes.map((each) => each.address))) {
    const of = known.find(({ domain }) => address.endsWith(`@${domain}`)) ?? known[0];
    if (of?.directoryTenant == null) continue;
    const { directoryTenant, principalId } = of;
    const addresses = [...(grouped.get(directoryTenant)?.addresses ?? []), address];
    grouped.set(directoryTenant, { principalId, addresses });
  }
  return grouped;
}
