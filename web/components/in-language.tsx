"use client";

import type { ReactNode } from "react";
import { Fragment } from "react";

import { useLanguage } from "../hooks/use-language.ts";

/** What is below begins anew in another language. Until its texts are here nothing is shown: no word changes under the eye. */
export function InLanguage({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  return language !== null && <Fragment key={language}>{children}</Fragment>;
}
