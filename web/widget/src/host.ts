// The other side of the frame: the page that holds it. Only counts, states and commands cross, never what was said.
// The first message from the parent window fixes its origin; before that, only "ready" is posted, which says nothing.

export interface HostSettings { heading?: string; lang?: string; dir?: string; theme?: string; identity?: string }
export interface HostCommands {
  begin(settings: HostSettings): void;
  /** The panel is visible; focus tells whether a person asked for it. */
  open(focus: boolean): void;
  closed(): void;
  send(text: string): void;
  identify(token: string): void;
  restart(): void;
}

export const framed = window.parent !== window;

const patience = 1500; // ms for a host that never answers: a frame written by hand

export class Host {
  private origin = "";
  private begun = false;

  constructor(private readonly commands: HostCommands) {
    if (!framed) {
      this.begin({});
      return;
    }
    addEventListener("message", (event) => this.read(event));
    window.parent.postMessage({ parley: "ready" }, "*");
    setTimeout(() => this.begin({}), patience);
  }

  tell(kind: "close" | "unread" | "signin" | "error", detail: string | number = ""): void {
    if (this.origin) window.parent.postMessage({ parley: kind, detail }, this.origin);
  }

  private begin(settings: HostSettings): void {
    if (this.begun) return;
    this.begun = true;
    this.commands.begin(settings);
  }

  private read(event: MessageEvent): void {
    if (event.source !== window.parent || (this.origin && event.origin !== this.origin)) return;
    const data = event.data as { parley?: unknown; detail?: unknown } | null;
    if (typeof data !== "object" || typeof data?.parley !== "string") return;
    const text = typeof data.detail === "string" ? data.detail : "";
    switch (data.parley) {
      case "hello":
        if (event.origin === "null") return;
        this.origin = event.origin;
        return this.begin(settings(data.detail));
      case "open": return this.commands.open(true);
      case "shown": return this.commands.open(false);
      case "closed": return this.commands.closed();
      case "send": return text.trim() ? this.commands.send(text.slice(0, 4000)) : undefined;
      case "identify": return this.commands.identify(text);
      case "restart": return this.commands.restart();
    }
  }
}

/** Takes only what it knows, each by its own pattern. */
function settings(detail: unknown): HostSettings {
  const given = (typeof detail === "object" && detail ? detail : {}) as { [name: string]: unknown };
  const take = (name: string, pattern: RegExp) => (typeof given[name] === "string" && pattern.test(given[name] as string) ? (given[name] as string) : undefined);
  return {
    heading: take("heading", /^.{1,60}$/), lang: take("lang", /^[A-Za-z0-9-]{2,35}$/), dir: take("dir", /^(ltr|rtl)$/),
    theme: take("theme", /^(light|dark)$/), identity: take("identity", /^[\w.~+/=-]{1,4096}$/),
  };
}
