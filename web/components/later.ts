"use client";

/**
 * What nobody needs in the first second, as scripts of its own (product.md §6, first load). They are fetched as soon as
 * the chat is on the screen, not when they are first wanted: by then the servers may be gone.
 */
import { lazy, useSyncExternalStore } from "react";

import { fetchLaterVerbs } from "../hooks/browser-client.ts";

/** Between two tries to fetch one, ms. */
const AGAIN_AFTER_MS = 1_000;

const people = persistently(() => import("./people-dialog.tsx"));
const rooms = persistently(() => import("./rooms-dialog.tsx"));
const menu = persistently(() => import("./message-menu.tsx"));
const sign = persistently(() => import("./sign-page.tsx"));
const search = persistently(() => import("./search-dialog.tsx"));
const switcher = persistently(() => import("./switcher-dialog.tsx"));
const shortcuts = persistently(() => import("./shortcuts.tsx"));
const verbs = persistently(fetchLaterVerbs);
const deletion = persistently(() => import("./delete-dialog.tsx"));
const settings = persistently(() => import("./settings-dialog.tsx"));
const richText = persistently(() => import("./rich-text.tsx"));
const highlighting = persistently(() => import("../markdown/highlight.ts"));

export const PeopleDialog = lazy(async () => ({ default: (await people()).PeopleDialog }));
export const RoomsDialog = lazy(async () => ({ default: (await rooms()).RoomsDialog }));
export const MessageMenu = lazy(async () => ({ default: (await menu()).MessageMenu }));
export const SignPage = lazy(async () => ({ default: (await sign()).SignPage }));
export const DeleteDialog = lazy(async () => ({ default: (await deletion()).DeleteDialog }));
export const SettingsDialog = lazy(async () => ({ default: (await settings()).SettingsDialog }));
export const SearchDialog = lazy(async () => ({ default: (await search()).SearchDialog }));
export const SwitcherDialog = lazy(async () => ({ default: (await switcher()).SwitcherDialog }));
export const Shortcuts = lazy(async () => ({ default: (await shortcuts()).Shortcuts }));
export const HelpDialog = lazy(async () => ({ default: (await shortcuts()).HelpDialog }));

/** What can be done without until it is here: null so long. */
export const useRichText = arrival(richText);
export const useHighlighting = arrival(highlighting);

/** Never rejects. */
export async function fetchLater(): Promise<void> {
  await richText();
  const dialogs = [people, rooms, menu, deletion, sign, settings, search, switcher, shortcuts];
  await Promise.all([...dialogs, verbs, highlighting].map((fetch) => fetch()));
}

function arrival<Module>(fetch: () => Promise<Module>): () => Module | null {
  let arrived: Module | null = null;
  const waiting = new Set<() => void>();
  const subscribe = (listener: () => void): (() => void) => {
    waiting.add(listener);
    if (arrived === null) void fetch().then(arrive);
    return () => waiting.delete(listener);
  };
  const arrive = (module: Module): void => {
    if (arrived !== null) return;
    arrived = module;
    for (const listener of waiting) listener();
  };
  return () =>
    useSyncExternalStore(
      subscribe,
      () => arrived,
      () => null,
    );
}

/** Tries until it is here, and asks for it once. */
function persistently<Module>(fetch: () => Promise<Module>): () => Promise<Module> {
  let fetched: Promise<Module> | null = null;
  const fetchSurely = async (): Promise<Module> => {
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one try after the other
        return await fetch();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      }
    }
  };
  return () => (fetched ??= fetchSurely());
}
