// The connection: one socket at a time, opened again after a cut, with everything unacknowledged sent once more.
// Nothing that a person does is lost while it is away; nothing is drawn here.

import { recall, remember, type Memory } from "./memory";
import {
  Closed, subprotocol, type ClientFrame, type ErrorFrame, type HelloFrame, type KeptFrame, type ServerFrame,
  type TurnFrame, type WelcomeFrame,
} from "./protocol";
import { language } from "./words";

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

const ends: { [code: number]: Status } = { [Closed.ended]: "ended", [Closed.elsewhere]: "elsewhere", [Closed.refused]: "refused" };

interface Kept { frame: KeptFrame; sentAt: number }

export function connect(address: string, on: Listener) {
  let identity: string | undefined;

  let current: WebSocket | undefined;
  let memory: Memory | undefined = recall();
  let drawn = 0; // the newest turn on this page; 0 after a load, whatever the memory says
  let seenBefore = memory?.last_seq ?? 0;
  let online = false;
  let halted = true; // closed for a reason that only a person can lift
  let tries = 0;
  let outbox: Kept[] = []; // in order; bounded by what a person can type
  let pausedUntil = 0;
  let ackOwed = false;
  let strange = false; // the server did not know our session
  let hiddenAt = 0;
  let retryTimer = 0;
  let watchTimer = 0;

  /** Opens the connection, or opens it again after elsewhere, refused, trouble. */
  function start(): void {
    halted = false;
    tries = 0;
    on.status("connecting");
    open();
  }

  /** Takes the word of a host page that knows its visitor; it goes into the next hello. */
  function identify(token: string | undefined): void {
    identity = token;
  }

  /** Forgets the session and begins another. */
  function startOver(): void {
    forget();
    outbox = [];
    start();
  }

  /** Keeps the frame until its id is acknowledged; sends it now when the connection allows. */
  function send(frame: KeptFrame): void {
    outbox = outbox.filter((kept) => kept.frame.id !== frame.id);
    if (frame.type == "message") frame.seq = drawn; // what the person had before them
    outbox.push({ frame, sentAt: 0 });
    flush();
  }

  /** Sends a frame that is worth nothing on another connection. */
  function tell(frame: ClientFrame): void {
    if (online) write(frame);
  }

  /** Says that all turns up to seq, a new one, are on the page. */
  function shown(seq: number): void {
    drawn = seq;
    if (memory) remember(Object.assign(memory, { last_seq: seq }));
    if (ackOwed) return;
    ackOwed = true;
    queueMicrotask(() => {
      ackOwed = false;
      tell({ type: "ack", seq: drawn });
    });
  }

  /** Whether the turn is on the page already. */
  function has(seq: number): boolean {
    return seq <= drawn;
  }

  function open(): void {
    clearTimeout(retryTimer);
    drop();
    let socket: WebSocket;
    try {
      socket = new WebSocket(address, subprotocol);
    } catch {
      lost(0);
      return;
    }
    current = socket;
    watch(welcomeWithin);
    socket.onopen = () => write(hello());
    socket.onmessage = (event) => {
      if (current === socket) read(event.data as string);
    };
    socket.onclose = (event) => {
      if (current === socket) lost(event.code);
    };
  }

  function hello(): HelloFrame {
    return {
      type: "hello",
      locale: language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      identity: identity || undefined,
      token: memory?.token,
      epoch: memory?.epoch,
      // After a load the page is empty and wants the recent transcript, so it leaves the position out.
      last_seq: memory && drawn || undefined,
    };
  }

  function read(data: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(data) as ServerFrame;
    } catch {
      return;
    }
    switch (frame?.type) {
      case "welcome": return welcomed(frame);
      case "ack": return accepted(frame.id);
      case "turn":
        if (frame.reply_to) accepted(frame.reply_to);
        return on.turn(frame, frame.seq <= seenBefore);
      case "typing": return on.typing(frame.on === true);
      case "error": return failed(frame);
    }
  }

  function welcomed(frame: WelcomeFrame): void {
    const before = memory;
    const fresh = (before !== undefined || strange) && !!frame.token;
    strange = false;
    const again = before !== undefined && !fresh && (!frame.resumed || before.epoch !== frame.epoch);
    if (fresh || again) drawn = seenBefore = 0;
    const token = frame.token ?? before?.token;
    memory = token ? { token, epoch: frame.epoch, last_seq: drawn || seenBefore } : undefined;
    remember(memory);
    tries = 0;
    online = true;
    watch(0);
    on.welcome(frame, fresh ? "fresh" : again ? "again" : "same");
    on.status("online");
    flush();
  }

  function accepted(id: string): void {
    const before = outbox.length;
    outbox = outbox.filter((kept) => kept.frame.id !== id);
    if (outbox.length === before) return;
    on.accepted(id);
    watchOldest();
  }

  function failed(frame: ErrorFrame): void {
    if (frame.code === "unknown_session") {
      // Another session follows on this socket, or the socket ends and the next hello has no token.
      forget();
      strange = true;
      online = false;
      for (const kept of outbox) kept.sentAt = 0;
      watch(welcomeWithin);
      return;
    }
    if (frame.code === "rate_limited" || (frame.code === "not_ready" && frame.retry_after_ms)) {
      // The order of what was written matters more than speed: everything waits.
      const wait = frame.retry_after_ms || 1000;
      pausedUntil = Date.now() + wait;
      for (const kept of outbox) kept.sentAt = 0;
      watch(0);
      setTimeout(flush, wait + 10);
      return;
    }
    if (frame.id) {
      // It may have been acknowledged before it was found wanting.
      outbox = outbox.filter((kept) => kept.frame.id !== frame.id);
      on.rejected(frame.id, frame);
      watchOldest();
      return;
    }
    on.error(frame);
  }

  function lost(code: number): void {
    drop();
    const end = ends[code];
    if (end) {
      halted = true;
      if (end === "ended") forget();
      return on.status(end);
    }
    // One that is never taken in would close every connection.
    const refused = code === Closed.tooLarge && outbox.shift();
    if (refused) on.rejected(refused.frame.id, undefined);
    const delay = Math.random() * Math.min(longestDelay, firstDelay * 2 ** tries);
    tries++;
    on.status(tries > troubleAfter ? "trouble" : tries > 1 || !navigator.onLine ? "offline" : "connecting");
    clearTimeout(retryTimer);
    retryTimer = setTimeout(open, delay);
  }

  /** Reconnects now if the connection is away; force also replaces a socket that may only look alive. */
  function hurry(force = false): void {
    if (!halted && (force || !current || (!online && current.readyState !== WebSocket.CONNECTING))) open();
  }

  function flush(): void {
    if (!online || Date.now() < pausedUntil) return;
    for (const kept of outbox) {
      if (!kept.sentAt) write(kept.frame);
      kept.sentAt ||= Date.now();
    }
    watchOldest();
  }

  function watchOldest(): void {
    const oldest = outbox.find((kept) => kept.sentAt);
    watch(online && oldest ? Math.max(1, oldest.sentAt + ackWithin - Date.now()) : 0);
  }

  /** Replaces the socket when nothing comes within the time; 0 stops watching. */
  function watch(within: number): void {
    clearTimeout(watchTimer);
    if (within) watchTimer = setTimeout(() => lost(0), within);
  }

  function write(frame: ClientFrame): void {
    if (current?.readyState === WebSocket.OPEN) current.send(JSON.stringify(frame));
  }

  function drop(): void {
    const socket = current;
    current = undefined;
    online = false;
    watch(0);
    for (const kept of outbox) kept.sentAt = 0;
    socket?.close();
  }

  function forget(): void {
    memory = undefined;
    drawn = seenBefore = 0;
    remember(undefined);
  }

  addEventListener("online", () => hurry());
  addEventListener("pageshow", (event) => event.persisted && hurry(true));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else hurry(hiddenAt > 0 && Date.now() - hiddenAt > hiddenTooLong);
  });

  return { start, identify, startOver, send, tell, shown, has };
}
