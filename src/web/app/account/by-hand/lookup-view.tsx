import { Button } from "@mantine/core";
import { problemOf } from "../../problem-error.ts";
import { useAllTexts } from "../../words/words-provider.tsx";
import { Notice } from "../notice.tsx";
import type { EmailSettings } from "../use-email-settings.ts";
import type { LookingUp } from "./use-lookup.ts";

interface Props {
  readonly lookup: LookingUp;
  readonly providers: EmailSettings["providers"];
  readonly onChoose: (providerId: string) => void;
}

/** One line, as high whatever it says; below it what must not be missed. */
export function LookupView(props: Props) {
  const { found } = props.lookup;
  return (
    <div className="lookup">
      <p className="dim flush small lookup-line" role="status">
        <LookupLine {...props} />
      </p>
      {found?.kind === "settings" && found.appPasswordUrl !== null && (
        <AppPassword url={found.appPasswordUrl} />
      )}
      {found?.kind === "signInElsewhere" && <Elsewhere {...props} provider={found.provider} />}
    </div>
  );
}

function LookupLine({ lookup }: Props) {
  const { byHand } = useAllTexts();
  const { domain, pending, found, error } = lookup;
  if (domain === null) return byHand.typeAddress;
  if (pending) return byHand.looking(domain);
  if (error !== null) {
    return problemOf(error).code === "too_many_tries" ? byHand.tooManyTries : byHand.foundNothing(domain);
  }
  if (found?.kind === "settings") return byHand.found[found.source](domain);
  return found?.kind === "nothing" ? byHand.foundNothing(domain) : null;
}

function AppPassword({ url }: { readonly url: string }) {
  const { byHand, panel } = useAllTexts();
  return (
    <Notice kind="info" title={byHand.appPasswordTitle}>
      <p className="flush">
        {byHand.appPassword}{" "}
        <a className="text-link" href={url} target="_blank" rel="noopener noreferrer">
          {byHand.appPasswordLink}
          <span className="visually-hidden"> ({panel.newTab})</span>
        </a>
      </p>
    </Notice>
  );
}

function Elsewhere({ provider, providers, onChoose }: Props & { readonly provider: "microsoft" | "google" }) {
  const { byHand } = useAllTexts();
  const offered = providers.find(({ kind }) => kind === provider);
  const company = provider === "microsoft" ? "Microsoft" : "Google";
  return (
    <Notice
      kind="warning"
      title={byHand.elsewhereTitle(company)}
      action={
        offered !== undefined && (
          <Button variant="default" onClick={() => onChoose(offered.id)}>
            {byHand.choose(offered.name)}
          </Button>
        )
      }
    >
      {offered === undefined ? byHand.elsewhereMissing(company) : byHand.elsewhere(offered.name)}
    </Notice>
  );
}
