import type { ReactNode } from "react";

import { Logo } from "./logo.tsx";

interface NoConversationProps {
  readonly title: string;
  readonly detail: string;
  readonly children: ReactNode;
}

/** In place of a timeline: why there is none, and what to do. */
export function NoConversation({ title, detail, children }: NoConversationProps) {
  return (
    <div className="grid h-full place-items-center p-6 text-center">
      <div className="flex max-w-sm flex-col items-center gap-2">
        <Logo className="mb-2 size-12" />
        <h1 className="text-xl font-semibold wrap-anywhere">{title}</h1>
        <p className="text-ink-soft text-pretty">{detail}</p>
        <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>
      </div>
    </div>
  );
}
