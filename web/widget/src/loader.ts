// The script that a site embeds: a launcher and, once opened, the frame of the chat page. Until then it loads nothing,
// writes nothing and moves nothing.

import css from "./loader.css";

const script = document.currentScript as HTMLScriptElement | null;
const origin = new URL(script?.src || location.href).origin;
const openKey = "parley.open";
const icons = {
  b: "M4 5.5h12a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3H4A1.5 1.5 0 0 1 2.5 13V7A1.5 1.5 0 0 1 4 5.5zM6.5 8.8h7M6.5 11.3h4",
  x: "M5 5l10 10M15 5 5 15",
};

class ParleyChat extends HTMLElement {
  unread = 0;
  private readonly launcher = document.createElement("button");
  private readonly badge = document.createElement("b");
  private frame: HTMLIFrameElement | undefined;
  private ready = false;
  private waiting: { parley: string; detail?: unknown }[] = [];
  private identity: string | undefined;
  private built = false;

  get isOpen(): boolean {
    return this.frame !== undefined && !this.frame.hidden;
  }

  connectedCallback(): void {
    if (!this.built) this.build();
    if (this.showPopover) {
      this.popover = "manual"; // the top layer lies above every z-index
      this.showPopover();
    }
    addEventListener("message", this.read);
    visualViewport?.addEventListener("resize", this.fit);
    if (this.hasAttribute("open") || recall()) this.show(false);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.read);
    visualViewport?.removeEventListener("resize", this.fit);
  }

  open(): void {
    this.show(true);
  }

  close(): void {
    if (!this.isOpen) return;
    this.frame!.hidden = true;
    remember(false);
    this.label();
    this.post("closed");
    this.emit("close");
    this.launcher.focus();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  send(text: string): void {
    this.load();
    this.post("send", text);
  }

  identify(token: string): void {
    this.identity = token;
    if (this.ready) this.post("identify", token);
  }

  restart(): void {
    this.post("restart");
  }

  private build(): void {
    this.built = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.launcher.type = "button";
    for (const [name, d] of Object.entries(icons)) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 20 20");
      svg.setAttribute("class", name);
      svg.setAttribute("aria-hidden", "true");
      svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path")).setAttribute("d", d);
      this.launcher.append(svg);
    }
    this.launcher.append(this.badge);
    this.launcher.addEventListener("click", () => this.toggle());
    this.label();
    shadow.append(this.launcher);
  }

  private show(byPerson: boolean): void {
    this.load();
    this.frame!.hidden = false;
    this.unread = 0;
    remember(true);
    this.label();
    this.fit();
    if (byPerson) {
      this.frame!.focus();
      this.post("open");
    } else {
      this.post("shown");
    }
    this.emit("open");
  }

  private load(): void {
    if (this.frame) return;
    this.frame = document.createElement("iframe");
    this.frame.title = this.name();
    this.frame.allow = "clipboard-write";
    this.frame.hidden = true;
    this.frame.src = origin + "/chat";
    this.shadowRoot!.insertBefore(this.frame, this.launcher);
  }

  private readonly read = (event: MessageEvent): void => {
    if (event.origin !== origin || !this.frame || event.source !== this.frame.contentWindow) return;
    const { parley, detail } = (event.data ?? {}) as { parley?: string; detail?: unknown };
    if (parley === "ready") {
      const setting = (name: string) => this.getAttribute(name) ?? undefined;
      this.ready = true;
      this.deliver({
        parley: "hello",
        detail: { heading: setting("heading"), lang: setting("lang") ?? document.documentElement.lang, dir: setting("dir"), theme: setting("theme"), identity: this.identity },
      });
      for (const message of this.waiting.splice(0)) this.deliver(message);
      this.emit("ready");
    } else if (parley === "close") {
      this.close();
    } else if (parley === "unread") {
      this.unread = Number(detail) || 0;
      this.label();
      this.emit("unread", this.unread);
    } else if (parley === "signin" || parley === "error") {
      this.emit(parley, detail);
    }
  };

  private post(parley: string, detail?: unknown): void {
    if (this.ready) this.deliver({ parley, detail });
    else if (this.frame) this.waiting.push({ parley, detail });
  }

  private deliver(message: object): void {
    this.frame!.contentWindow?.postMessage(message, origin);
  }

  /** Phones: the frame is as high as what the keyboard leaves. */
  private readonly fit = (): void => {
    if (visualViewport) this.frame?.style.setProperty("--parley-height", visualViewport.height + "px");
  };

  private name(): string {
    return this.getAttribute("heading") || "Chat";
  }

  private label(): void {
    const open = this.isOpen;
    const news = !open && this.unread > 0;
    this.launcher.className = open ? "open" : "";
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.setAttribute("aria-label", this.name() + (news ? `, ${this.unread} unread` : ""));
    this.badge.hidden = !news;
    this.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
  }

  private emit(kind: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent("parley-" + kind, { detail, bubbles: true }));
  }
}

function recall(): boolean {
  try {
    return sessionStorage.getItem(openKey) === "1";
  } catch {
    return false;
  }
}

function remember(open: boolean): void {
  try {
    if (open) sessionStorage.setItem(openKey, "1");
    else sessionStorage.removeItem(openKey);
  } catch {
    // Without storage the panel does not come back by itself after a page change.
  }
}

function place(): void {
  if (document.querySelector("parley-chat")) return;
  const chat = document.createElement("parley-chat");
  for (const name of ["bot", "heading", "lang", "dir", "theme", "position", "open"]) {
    const value = script?.getAttribute("data-" + name);
    if (value !== null && value !== undefined) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}

if (!customElements.get("parley-chat")) {
  customElements.define("parley-chat", ParleyChat);
  if (document.body && document.readyState !== "loading") place();
  else document.addEventListener("DOMContentLoaded", place);
}
