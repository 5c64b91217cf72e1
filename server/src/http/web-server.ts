/** A node's HTTP port: the built web app, `/healthz` and `/metrics`. Nothing else; it knows nothing of the chat. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { type Policies, setFileHeaders, setSecurityHeaders } from "./page-headers.ts";

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the exported app; its policies lie beside it in csp.json. */
  readonly web: string;
  isReady(): boolean;
  /** Prometheus text. */
  metrics(): string;
}

export interface WebServer {
  /** host:port in force. */
  readonly address: string;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const serveApp = existsSync(join(options.web, "index.html")) ? appHandler(options.web) : notBuilt;
  const server = createServer((request, response) => {
    const path = pathOf(request);
    if (path === "/healthz") return answerHealth(response, options.isReady());
    if (path === "/metrics") return answerText(response, 200, options.metrics());
    if (request.method !== "GET" && request.method !== "HEAD") {
      return answerText(response, 405, "Only GET and HEAD are served here.\n");
    }
    return serveApp(request, response);
  });
  server.keepAliveTimeout = 65_000;
  await listen(server, options);
  return { address: addressOf(server), close: () => close(server) };
}

function appHandler(web: string): Handler {
  const policies = readPolicies(join(web, "..", "csp.json"));
  const notFound = existsSync(join(web, "404.html")) ? readFileSync(join(web, "404.html")) : null;
  const serve = sirv(web, {
    etag: true,
    brotli: true,
    gzip: true,
    extensions: ["html"],
    setHeaders: (response, pathname) => setFileHeaders(response, pathname, policies),
    onNoMatch: (_request, response) => {
      setSecurityHeaders(response, policies["404.html"]);
      response.writeHead(404, {
        "Content-Type": notFound === null ? "text/plain" : "text/html; charset=utf-8",
      });
      response.end(notFound ?? "There is nothing here.\n");
    },
  });
  return (request, response) => serve(request, response);
}

function readPolicies(file: string): Policies {
  // Written by the web app's own build; a page without a policy gets the closed one.
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Policies) : {};
}

function notBuilt(_request: IncomingMessage, response: ServerResponse): void {
  answerText(response, 503, "The web app is not built yet: npm run build -w web, then restart.\n");
}

function answerHealth(response: ServerResponse, isReady: boolean): void {
  answerText(response, isReady ? 200 : 503, isReady ? "ready\n" : "not ready\n");
}

function answerText(response: ServerResponse, status: number, text: string): void {
  setSecurityHeaders(response);
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(text);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

function addressOf(server: Server): string {
  const address = server.address();
  return address === null || typeof address === "string"
    ? ""
    : `${address.address}:${address.port}`;
}

function listen(server: Server, { host, port }: WebServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host, port, exclusive: true }, () => resolve());
  return promise;
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
