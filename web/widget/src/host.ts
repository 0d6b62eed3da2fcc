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

const patterns: { [K in keyof Required<HostSettings>]: RegExp } = {
  heading: /^.{1,60}$/, lang: /^[\w-]{2,35}$/, dir: /^(ltr|rtl)$/, theme: /^(light|dark)$/, identity: /^[\w.~+/=-]{1,4096}$/,
};

/** Takes only what it knows, each by its own pattern. */
function settings(detail: unknown): HostSettings {
  const taken: { [name: string]: string } = {};
  for (const [name, pattern] of Object.entries(patterns)) {
    const value = (detail as { [name: string]: unknown } | null)?.[name];
    if (typeof value === "string" && pattern.test(value)) taken[name] = value;
  }
  return taken;
}
