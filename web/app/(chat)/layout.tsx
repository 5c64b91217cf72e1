import type { ReactNode } from "react";

import { Providers } from "./providers.tsx";

/** The chat and its cluster share one session: going from one to the other keeps the live feed. */
export default function ChatLayout({ children }: { readonly children: ReactNode }) {
  return <Providers>{children}</Providers>;
}
