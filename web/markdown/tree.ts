/** What a message's Markdown comes to: a tree that holds nothing a browser could run. */

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "strong" | "emphasis" | "deleted";
      readonly children: readonly Inline[];
    }
  | { readonly kind: "code"; readonly text: string }
  /** `href` has passed safeHref. */
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  /** `language` as its author called it; empty: none. */
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "quote"; readonly children: readonly Block[] }
  | {
      readonly kind: "list";
      /** The first number; null: it has bullets. */
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    };

export interface Marked {
  readonly blocks: readonly Block[];
  /** Nothing but a few emoji: they are shown large. */
  readonly isOnlyEmoji: boolean;
}
