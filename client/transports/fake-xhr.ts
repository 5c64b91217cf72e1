/**
 * The browser's XMLHttpRequest as far as the grpc-web runtime uses it, answered by a test. An imitation: it shows how
 * our own code and the runtime work together, not what a browser or Envoy does.
 */
export class FakeXhr {
  /** Newest last. */
  static readonly requests: FakeXhr[] = [];

  method = "";
  url = "";
  body = "";
  readonly headers = new Map<string, string>();
  readyState = 0;
  status = 0;
  statusText = "";
  responseText = "";
  responseType = "";
  timeout = 0;
  withCredentials = false;
  isAborted = false;
  onreadystatechange: (() => void) | null = null;
  private answerHeaders: Readonly<Record<string, string>> = {};

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
    this.readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), value);
  }

  send(body: string): void {
    this.body = body;
    FakeXhr.requests.push(this);
  }

  abort(): void {
    this.isAborted = true;
  }

  getAllResponseHeaders(): string {
    return Object.entries(this.answerHeaders)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
  }

  getResponseHeader(name: string): string | null {
    return this.answerHeaders[name.toLowerCase()] ?? null;
  }

  // ------------------------------------------------------------------------------- The test's side

  respond(headers: Readonly<Record<string, string>> = {}, status = 200): void {
    this.status = status;
    this.answerHeaders = { "content-type": "application/grpc-web-text+proto", ...headers };
    this.turn(2);
  }

  push(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.responseText += Buffer.from(frame).toString("base64");
    this.turn(3);
  }

  finish(): void {
    this.turn(4);
  }

  /** The connection breaks: browsers report status 0. */
  breakOff(): void {
    this.status = 0;
    this.answerHeaders = {};
    this.turn(4);
  }

  /** The request's message, without its frame. */
  get message(): Uint8Array {
    return new Uint8Array(Buffer.from(this.body, "base64")).subarray(5);
  }

  private turn(readyState: number): void {
    this.readyState = readyState;
    this.onreadystatechange?.();
  }
}

export function dataFrame(message: Uint8Array): Uint8Array {
  return frame(0, message);
}

export function trailerFrame(trailers: Readonly<Record<string, string>>): Uint8Array {
  const text = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return frame(0x80, new TextEncoder().encode(text.join("")));
}

function frame(flag: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + content.length);
  bytes[0] = flag;
  new DataView(bytes.buffer).setUint32(1, content.length);
  bytes.set(content, 5);
  return bytes;
}
