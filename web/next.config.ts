import type { NextConfig } from "next";

const config: NextConfig = {
  output: "export",
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Types are checked by tsc in `npm run check`; doing it here again only costs start-up time.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  transpilePackages: ["@parley/client", "@parley/proto"],
  turbopack: {
    resolveAlias: {
      "decode-named-character-reference": { browser: "./markdown/no-entities.ts" },
    },
    rules: {
      "*_pb.js": { loaders: ["./tools/compile-away.ts"], as: "*.js" },
      "*ServiceClientPb.ts": { loaders: ["./tools/compile-away.ts"], as: "*.ts" },
    },
  },
};

export default config;
