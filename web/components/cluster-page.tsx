"use client";

import { ArrowLeft, ExternalLink } from "lucide-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";

import { envoyDashboard } from "../hooks/cluster-summary.ts";
import { useCluster } from "../hooks/use-cluster.ts";
import { useNow } from "../hooks/use-now.ts";
import { useSessionView } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { clusterText } from "../messages/cluster-text.ts";
import { ClusterChanges } from "./cluster-changes.tsx";
import { ClusterHead } from "./cluster-head.tsx";
import { ClusterNodes } from "./cluster-nodes.tsx";
import { SettingsButton } from "./settings-button.tsx";

/**
 * Locators: heading "Cluster", data-testid="cluster-sentence" ("5 of 5 nodes; 2 may fail"), table "Nodes"
 * with one row a node (data-node, data-role, data-up).
 */
export function ClusterPage() {
  const { phase } = useSessionView();
  return (
    <div className="bg-sunken min-h-dvh">
      <header className="mx-auto flex h-14 max-w-5xl items-center gap-1 px-2 md:px-4">
        <Link
          href="/"
          prefetch={false}
          aria-label={clusterText().back}
          title={clusterText().back}
          className="text-ink-soft hover:bg-hover hover:text-ink grid size-11 place-items-center rounded-lg"
        >
          <ArrowLeft aria-hidden="true" className="size-5 rtl:-scale-x-100" />
        </Link>
        <h1 className="flex-1 text-lg font-bold">{clusterText().title}</h1>
        <EnvoyLink />
        <SettingsButton />
      </header>
      <main className="mx-auto flex max-w-5xl flex-col gap-4 px-3 pb-10 md:px-6">
        {phase === "signedOut" ? (
          <p className="text-ink-soft py-10 text-center">
            {clusterText().signIn}{" "}
            <Link href="/" prefetch={false} className="text-accent font-semibold underline">
              {text.connection.signIn}
            </Link>
          </p>
        ) : (
          <ClusterNow />
        )}
      </main>
    </div>
  );
}

/** Figures older than this are marked as such. */
const STALE_AFTER_MS = 3_000;

function ClusterNow() {
  const { status, heardAtMs } = useCluster();
  const ageMs = useNow(true) - heardAtMs;
  if (status === null) {
    return <p className="appear-late text-ink-soft py-10 text-center">{clusterText().loading}</p>;
  }
  return (
    <>
      {ageMs > STALE_AFTER_MS && (
        <output className="bg-warning-wash text-warning-ink rounded-lg px-4 py-2 text-sm">
          {clusterText().stale(Math.floor(ageMs / 1000))}
        </output>
      )}
      <ClusterHead status={status} />
      <ClusterNodes status={status} />
      <ClusterChanges status={status} />
    </>
  );
}

const never = (): (() => void) => () => undefined;

function EnvoyLink() {
  const href = useSyncExternalStore(
    never,
    () => envoyDashboard(location),
    () => null,
  );
  if (href === null) return null;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="text-ink-soft hover:bg-hover hover:text-ink flex min-h-11 items-center gap-2 rounded-lg px-3 text-sm font-medium"
    >
      {clusterText().envoy}
      <ExternalLink aria-hidden="true" className="size-4" />
    </a>
  );
}
