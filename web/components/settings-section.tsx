import type { ReactNode } from "react";

interface SettingsSectionProps {
  readonly title: string;
  readonly detail: string;
  readonly children: ReactNode;
}

/** One matter of the settings under its heading. */
export function SettingsSection({ title, detail, children }: SettingsSectionProps) {
  return (
    <section className="border-line border-b py-5 first:pt-1 last:border-b-0">
      <h3 className="font-semibold">{title}</h3>
      <p className="text-ink-soft mt-0.5 mb-3 text-sm text-pretty">{detail}</p>
      {children}
    </section>
  );
}

/** What became of it: read out, whichever it is. */
export function SettingsOutcome({
  problem,
  done,
}: {
  readonly problem: string;
  readonly done: string;
}) {
  return (
    <>
      <p role="alert" className="text-danger text-sm empty:hidden">
        {problem}
      </p>
      <output className="text-good text-sm font-medium empty:hidden">{done}</output>
    </>
  );
}
