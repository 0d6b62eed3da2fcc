// The connection: one socket at a time, opened again after a cut, with everything unacknowledged sent once more.
// Nothing that a person does is lost while it is away; nothing is drawn here.

import { recall, remember, type Memory } from "./memory";
import {
  closed, subprotocol, type ClientFrame, type ErrorFrame, type HelloFrame, type KeptFrame, type ServerFrame,
  type TurnFrame, type WelcomeFrame,
} from "./protocol";

export type Status = "connecting" | "online" | "offline" | "trouble" | "elsewhere" | "refused" | "ended";

export interface Listener {
  status(status: Status): void;
  /** again: the turns on this page come once more; fresh: the server began another session. */
  welcome(frame: WelcomeFrame, change: "same" | "again" | "fresh"): void;
  turn(frame: TurnFrame, old: boolean): void;
  typing(on: boolean): void;
  accepted(id: string): void;
  /** The frame with this id will not be sent again by itself. */
  rejected(id: string, error: ErrorFrame | undefined): void;
  error(frame: ErrorFrame): void;
}

// A server answers hello and every kept frame long before these; a silent socket is replaced. All in milliseconds.
const welcomeWithin = 10_000;
const ackWithin = 5_000;
const firstDelay = 500;
const longestDelay = 20_000;
const hiddenTooLong = 30_000;
const troubleAfter = 5;

interface Kept { frame: KeptFrame; sentAt: number }

export class Connection {
  /** Set by a host page that knows its visitor; goes into the next hello. */
  identity: string | undefined;

  private socket: WebSocket | undefined;
  private memory: Memory | undefined = recall();
  private drawn = 0; // the newest turn on this page; 0 after a load, whatever the memory says
  private seenBefore = this.memory?.last_seq ?? 0;
  private online = false;
  private halted = true; // closed for a reason that only a person can lift
  private tries = 0;
  private outbox: Kept[] = []; // in order; bounded by what a person can type
  private pausedUntil = 0;
  private ackOwed = false;
  private strange = false; // the server did not know our session
  private hiddenAt = 0;
  private retryTimer = 0;
  private watchTimer = 0;

  constructor(private readonly address: string, private readonly on: Listener) {
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry(true));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.hiddenAt = Date.now();
      else this.hurry(this.hiddenAt > 0 && Date.now() - this.hiddenAt > hiddenTooLong);
    });
  }

  /** Opens the connection, or opens it again after elsewhere, refused, trouble. */
  start(): void {
    this.halted = false;
    this.tries = 0;
    this.on.status("connecting");
    this.open();
  }

  /** Forgets the session and begins another. */
  startOver(): void {
    this.forget();
    this.outbox = [];
    this.start();
  }

  /** Keeps the frame until its id is acknowledged; sends it now when the connection allows. */
  send(frame: KeptFrame): void {
    this.outbox = this.outbox.filter((kept) => kept.frame.id !== frame.id);
    this.outbox.push({ frame, sentAt: 0 });
    this.flush();
  }

  /** Sends a frame that is worth nothing on another connection. */
  tell(frame: ClientFrame): void {
    if (this.online) this.write(frame);
  }

  /** Says that all turns up to seq are on the page. */
  shown(seq: number): void {
    if (seq <= this.drawn) return;
    this.drawn = seq;
    if (this.memory) remember(Object.assign(this.memory, { last_seq: seq }));
    if (this.ackOwed) return;
    this.ackOwed = true;
    queueMicrotask(() => {
      this.ackOwed = false;
      this.tell({ type: "ack", seq: this.drawn });
    });
  }

  /** Whether the turn is on the page already. */
  has(seq: number): boolean {
    return seq <= this.drawn;
  }

  private open(): void {
    clearTimeout(this.retryTimer);
    this.drop();
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.address, subprotocol);
    } catch {
      this.lost(0);
      return;
    }
    this.socket = socket;
    this.watch(welcomeWithin);
    socket.onopen = () => this.write(this.hello());
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === "string") this.read(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private hello(): HelloFrame {
    const frame: HelloFrame = {
      type: "hello",
      locale: document.documentElement.lang || navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    if (this.identity) frame.identity = this.identity;
    if (this.memory) {
      frame.token = this.memory.token;
      frame.epoch = this.memory.epoch;
      // After a load the page is empty and wants the recent transcript, so it leaves the position out.
      if (this.drawn) frame.last_seq = this.drawn;
    }
    return frame;
  }

  private read(data: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(data) as ServerFrame;
    } catch {
      return;
    }
    switch (frame?.type) {
      case "welcome": return this.welcomed(frame);
      case "ack": return this.accepted(frame.id);
      case "turn":
        if (frame.reply_to) this.accepted(frame.reply_to);
        return this.on.turn(frame, frame.seq <= this.seenBefore);
      case "typing": return this.on.typing(frame.on === true);
      case "error": return this.failed(frame);
    }
  }

  private welcomed(frame: WelcomeFrame): void {
    const before = this.memory;
    const fresh = (before !== undefined || this.strange) && !frame.resumed;
    this.strange = false;
    const again = before !== undefined && !fresh && before.epoch !== frame.epoch;
    if (fresh || again) this.drawn = this.seenBefore = 0;
    const token = frame.token ?? before?.token;
    this.memory = token ? { token, epoch: frame.epoch, last_seq: this.drawn || this.seenBefore } : undefined;
    remember(this.memory);
    this.tries = 0;
    this.online = true;
    this.watch(0);
    this.on.welcome(frame, fresh ? "fresh" : again ? "again" : "same");
    this.on.status("online");
    this.flush();
  }

  private accepted(id: string): void {
    const before = this.outbox.length;
    this.outbox = this.outbox.filter((kept) => kept.frame.id !== id);
    if (this.outbox.length === before) return;
    this.on.accepted(id);
    this.watchOldest();
  }

  private failed(frame: ErrorFrame): void {
    if (frame.code === "unknown_session") {
      // Once at once without the token; a server that says it again is not in order.
      const known = this.memory !== undefined;
      this.forget();
      this.strange = true;
      if (known) this.open();
      else this.lost(0);
      return;
    }
    const wait = frame.retry_after_ms;
    if (frame.code === "rate_limited" || (frame.code === "not_ready" && wait)) {
      // The order of what was written matters more than speed: everything waits.
      this.pausedUntil = Date.now() + (wait || 1000);
      for (const kept of this.outbox) kept.sentAt = 0;
      this.watch(0);
      setTimeout(() => this.flush(), (wait || 1000) + 10);
      return;
    }
    if (frame.id) {
      // It may have been acknowledged before it was found wanting.
      this.outbox = this.outbox.filter((kept) => kept.frame.id !== frame.id);
      this.on.rejected(frame.id, frame);
      this.watchOldest();
      return;
    }
    this.on.error(frame);
  }

  private lost(code: number): void {
    this.drop();
    if (code === closed.elsewhere || code === closed.refused || code === closed.ended) {
      this.halted = true;
      if (code === closed.ended) this.forget();
      this.on.status(code === closed.elsewhere ? "elsewhere" : code === closed.refused ? "refused" : "ended");
      return;
    }
    if (code === closed.tooLarge) {
      const size = (kept: Kept) => (kept.sentAt ? JSON.stringify(kept.frame).length : 0);
      const largest = this.outbox.reduce<Kept | undefined>((a, b) => (a && size(a) >= size(b) ? a : b), undefined);
      if (largest) {
        this.outbox = this.outbox.filter((kept) => kept !== largest);
        this.on.rejected(largest.frame.id, undefined);
      }
    }
    const delay = Math.random() * Math.min(longestDelay, firstDelay * 2 ** this.tries);
    this.tries++;
    this.on.status(this.tries > troubleAfter ? "trouble" : this.tries > 1 || !navigator.onLine ? "offline" : "connecting");
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.open(), delay);
  }

  /** Reconnects now if the connection is away; force also replaces a socket that may only look alive. */
  private hurry(force = false): void {
    if (!this.halted && (force || !this.socket || (!this.online && this.socket.readyState !== WebSocket.CONNECTING))) this.open();
  }

  private flush(): void {
    if (!this.online || Date.now() < this.pausedUntil) return;
    for (const kept of this.outbox) {
      if (kept.sentAt) continue;
      kept.sentAt = Date.now();
      this.write(kept.frame);
    }
    this.watchOldest();
  }

  private watchOldest(): void {
    const oldest = this.outbox.find((kept) => kept.sentAt);
    this.watch(this.online && oldest ? Math.max(0, oldest.sentAt + ackWithin - Date.now()) || 1 : 0);
  }

  /** Replaces the socket when nothing comes within the time; 0 stops watching. */
  private watch(within: number): void {
    clearTimeout(this.watchTimer);
    if (within) this.watchTimer = window.setTimeout(() => this.lost(0), within);
  }

  private write(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.online = false;
    this.watch(0);
    for (const kept of this.outbox) kept.sentAt = 0;
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close();
  }

  private forget(): void {
    this.memory = undefined;
    this.drawn = this.seenBefore = 0;
    remember(undefined);
  }
}
