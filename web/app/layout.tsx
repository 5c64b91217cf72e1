import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

import { text } from "../messages/text.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: text.product,
  description: text.slogan,
  applicationName: text.product,
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  // The composer stays above a soft keyboard.
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f5f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1116" },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  // first-paint.js may set its language, theme and density before React sees it.
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Here, not as metadata: those are taken out and put back at each change of page, and the icon with them. */}
        <link rel="icon" href="/icon.svg" type="image/svg+xml" sizes="any" />
        <script src="/first-paint.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
