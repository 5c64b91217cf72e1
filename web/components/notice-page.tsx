import type { ReactNode } from "react";

import { Logo } from "./logo.tsx";

interface NoticePageProps {
  readonly title: string;
  readonly detail: string;
  readonly children: ReactNode;
}

/** One sentence, one way on. */
export function NoticePage({ title, detail, children }: NoticePageProps) {
  return (
    <main className="bg-sunken grid min-h-dvh place-items-center p-6 text-center">
      <div className="flex max-w-sm flex-col items-center gap-4">
        <Logo className="size-12" />
        <h1 className="text-2xl font-semibold text-balance">{title}</h1>
        <p className="text-ink-soft text-pretty">{detail}</p>
        {children}
      </div>
    </main>
  );
}
