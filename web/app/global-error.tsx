"use client";

import { NoticePage } from "../components/notice-page.tsx";
import { text } from "../messages/text.ts";
import "./globals.css";

/** Takes the place of Next's own page, whose style element our policy refuses. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <NoticePage title={text.crash.title} detail={text.crash.detail}>
          <button
            type="button"
            onClick={() => location.reload()}
            className="bg-accent text-on-accent hover:bg-accent-strong h-11 rounded-lg px-5 font-semibold"
          >
            {text.crash.reload}
          </button>
        </NoticePage>
      </body>
    </html>
  );
}
