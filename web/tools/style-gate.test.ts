import { expect, test } from "vitest";

import { styleFaults } from "./style-gate.ts";

test.each([
  { html: `<div class="a">x</div>`, faults: 0 },
  { html: `<div style="color:red">x</div>`, faults: 1 },
  { html: `<p id="a" style="">x</p><style>p{}</style>`, faults: 2 },
  { html: `<script>push("<div style=\\"x\\"><style>")</script>`, faults: 0 },
  { html: `<div data-style="x">x</div>`, faults: 0 },
])("$html has $faults styles that the policy would drop", ({ html, faults }) => {
  expect(styleFaults({ path: "index.html", html })).toHaveLength(faults);
});
