// System settings > Mail providers > Whole organisation (J11): four steps, on one page, since an administrator elsewhere
// does two of them and comes back.
import { Skeleton } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Notice } from "../../account/notice.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { useAllTexts } from "../../words/words-provider.tsx";
import { SettingsNav } from "../settings-nav.tsx";
import { Approval } from "./approval.tsx";
import { ChooseMailboxes } from "./choose-mailboxes.tsx";
import { type Chosen, NOTHING_CHOSEN } from "./chosen.ts";
import { ConnectMailboxes } from "./connect-mailboxes.tsx";
import { LetIn } from "./let-in.tsx";
import "./organisation.css";
import { useAppAccess } from "./use-app-access.ts";

export function OrganisationPage() {
  const t = useAllTexts();
  const { providerId } = useParams({ from: "/shell/settings/providers/$providerId/organisation" });
  const access = useAppAccess(providerId);
  const [chosen, choose] = useState<Chosen>(NOTHING_CHOSEN);
  /** Each round of choosing begins with an empty form. */
  const [round, setRound] = useState(0);
  const title = t.organisation.title(access.data?.providerName ?? "");
  useTitle(title);
  return (
    <div className="page">
      <SettingsNav />
      <div className="page-head">
        <div>
          <p className="organisation-back">
            <Link className="text-button" to="/settings/providers">
              {t.organisation.back}
            </Link>
          </p>
          <h1>{title}</h1>
          <p className="dim flush">{t.organisation.intro}</p>
        </div>
      </div>
      {access.isPending && <Skeleton height={220} />}
      {access.isError && access.data === undefined && (
        <ProblemNotice error={access.error} onRetry={() => void access.refetch()} />
      )}
      {access.data !== undefined && (
        <div className="stack">
          {access.data.ready !== "yes" && (
            <Notice kind="warning">
              {access.data.ready === "notActivated"
                ? t.organisation.notActivated
                : t.organisation.providerOff}
            </Notice>
          )}
          <Approval providerId={providerId} access={access.data} />
          <ChooseMailboxes
            key={round}
            providerId={providerId}
            access={access.data}
            chosen={chosen}
            onChoose={choose}
          />
          <LetIn access={access.data} chosen={chosen} />
          <ConnectMailboxes
            providerId={providerId}
            access={access.data}
            chosen={chosen}
            onConnected={() => {
              choose(NOTHING_CHOSEN);
              setRound(round + 1);
            }}
          />
        </div>
      )}
    </div>
  );
}
